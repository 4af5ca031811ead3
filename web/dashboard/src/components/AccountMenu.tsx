import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconLogout, IconUserCog } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/types';
import { isLanguage, LANGUAGES, type Language } from '../i18n';
import classes from './AccountMenu.module.css';
import { DENSITIES, type Density } from './useDensity';

interface Props {
  me: Me;
  language: string;
  onLanguage: (language: Language) => void;
  density: Density;
  onDensity: (density: Density) => void;
  onSignOut: () => void;
}

export function AccountMenu({ me, language, onLanguage, density, onDensity, onSignOut }: Props) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          {me.name.slice(0, 2)}
          <VisuallyHidden> {t('menu.account')}</VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <p className={classes.name}>{me.name}</p>
          <p className={classes.dim}>{me.email}</p>
          <p className={classes.dim}>{t(`menu.role.${me.role}`)}</p>
        </div>
        <Menu.Item component={Link} to="/account" leftSection={<IconUserCog size={15} />}>
          {t('menu.own')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('menu.language')}</Menu.Label>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            rightSection={code === language && <IconCheck size={14} />}
            onClick={() => isLanguage(code) && onLanguage(code)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('density.label')}</Menu.Label>
        {DENSITIES.map((each) => (
          <Menu.Item
            key={each}
            rightSection={each === density && <IconCheck size={14} />}
            onClick={() => onDensity(each)}
          >
            {t(`density.${each}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={onSignOut}>
          {t('menu.signout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
