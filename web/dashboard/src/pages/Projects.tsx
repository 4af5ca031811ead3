import { Button } from '@mantine/core';
import { IconFolders, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { projectList } from '../api/projects';
import type { Project } from '../api/types';
import { DataTable, type Column } from '../components/DataTable';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import classes from '../components/Table.module.css';
import { useIsAdmin } from './me';
import { ProjectDialog } from './ProjectDialog';

export function Projects() {
  const { t } = useTranslation();
  const list = useQuery(projectList);
  const isAdmin = useIsAdmin();
  const [isMaking, setMaking] = useState(false);
  const projects = list.data ?? [];
  const start = isAdmin && (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} />}
      onClick={() => setMaking(true)}
    >
      {t('projects.new')}
    </Button>
  );
  const columns: Column<Project>[] = [
    {
      id: 'name',
      header: t('projects.name'),
      cell: ({ slug, name }) => (
        <>
          <Link to="/projects/$project" params={{ project: slug }} className={classes.link}>
            {name}
          </Link>
          {name !== slug && <div className={classes.dim}>{slug}</div>}
        </>
      ),
    },
    { id: 'role', header: t('projects.role'), cell: ({ role }) => t(`menu.role.${role}`) },
    {
      id: 'tasks',
      header: '',
      cell: ({ slug }) => (
        <div className={classes.actions}>
          <Link to="/" search={{ project: slug }} className={classes.link}>
            {t('projects.tasks')}
          </Link>
        </div>
      ),
    },
  ];
  return (
    <>
      <ListPage
        title={t('projects.list')}
        help={t('projects.help')}
        deed={start}
        list={list}
        isEmpty={projects.length === 0}
        empty={
          <Notice
            icon={<IconFolders size={28} />}
            title={t('projects.empty')}
            help={t('projects.empty.help')}
          />
        }
      >
        <DataTable
          isStacked
          label={t('projects.list')}
          columns={columns}
          rows={projects}
          rowKey={({ id }) => id}
        />
      </ListPage>
      {isMaking && <ProjectDialog onClose={() => setMaking(false)} />}
    </>
  );
}
