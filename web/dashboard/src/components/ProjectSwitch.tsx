import { Menu, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCheck, IconFolder, IconSelector } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../api/types';
import classes from './ProjectSwitch.module.css';

interface Props {
  projects: Me['projects'];
  /** A slug; all of them without it. */
  chosen: string | undefined;
  isNarrow: boolean;
  onChoose: (slug: string | undefined) => void;
}

/** Whose things the lists show. */
export function ProjectSwitch({ projects, chosen, isNarrow, onChoose }: Props) {
  const { t } = useTranslation();
  const all = t('project.all');
  const name = projects.find(({ slug }) => slug === chosen)?.name ?? chosen ?? all;
  const check = (slug: string | undefined) => slug === chosen && <IconCheck size={14} />;
  return (
    <Menu position="bottom-start" width={230} shadow="md">
      <Menu.Target>
        <Tooltip label={name} position="right" disabled={!isNarrow}>
          <UnstyledButton
            className={classes.button}
            data-narrow={isNarrow}
            data-chosen={chosen !== undefined}
            aria-label={t('project.switch', { name })}
          >
            <IconFolder size={16} aria-hidden />
            {!isNarrow && (
              <>
                <span className={classes.name}>{name}</span>
                <IconSelector size={14} aria-hidden />
              </>
            )}
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className={classes.list}>
        <Menu.Item rightSection={check(undefined)} onClick={() => onChoose(undefined)}>
          {all}
        </Menu.Item>
        <Menu.Divider />
        {projects.map((project) => (
          <Menu.Item
            key={project.id}
            rightSection={check(project.slug)}
            onClick={() => onChoose(project.slug)}
          >
            {project.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
