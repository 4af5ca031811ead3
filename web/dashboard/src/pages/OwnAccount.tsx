import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import page from '../components/Page.module.css';
import { Section } from '../components/Section';
import table from '../components/Table.module.css';
import { useTheme } from '../components/useTheme';
import { isLanguage, LANGUAGES } from '../i18n';
import { useMe } from './me';
import classes from './OwnAccount.module.css';
import { PasswordForm } from './PasswordForm';
import { Sessions } from './Sessions';
import { Tokens } from './Tokens';
import { useLanguage } from './useLanguage';

export function OwnAccount() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return null;
  return (
    <section className={page.page} aria-label={t('account.title')}>
      <PageHead title={t('account.title')} />
      <PageBody>
        <div className={classes.parts}>
          <div>
            <p className={table.name}>{me.name}</p>
            <p className={table.dim}>
              {me.email} · {t(`menu.role.${me.role}`)} · {t('people.id', { id: me.id })}
            </p>
          </div>
          <Looks />
          <PasswordForm />
          <Sessions />
          <Tokens role={me.role} />
        </div>
      </PageBody>
    </section>
  );
}

const THEMES = ['auto', 'light', 'dark'] as const;

function Looks() {
  const { t, i18n } = useTranslation();
  const choose = useLanguage();
  const { theme, choose: chooseTheme } = useTheme();
  return (
    <Section title={t('account.looks')}>
      <div className={classes.choices}>
        <SegmentedControl
          size="xs"
          aria-label={t('menu.language')}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
          value={i18n.language}
          onChange={(chosen) => isLanguage(chosen) && choose(chosen)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('account.theme')}
          data={THEMES.map((value) => ({ value, label: t(`account.theme.${value}`) }))}
          value={theme}
          onChange={(chosen) => {
            const found = THEMES.find((each) => each === chosen);
            if (found) chooseTheme(found);
          }}
        />
      </div>
    </Section>
  );
}
