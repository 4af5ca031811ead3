import { Button } from '@mantine/core';
import { IconPlayerPause, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queueList, resumeQueue } from '../api/queue';
import form from '../components/Form.module.css';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import type { Pausable } from '../components/PauseDialog';
import { QueueTable } from '../components/QueueTable';
import { useIsAdmin } from './me';
import { PauseDialog } from './PauseDialog';
import { useProject } from './useProject';
import { useQueueChange } from './useQueueChange';

export function Queues() {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const [project] = useProject();
  const list = useQuery(queueList(project));
  const queues = list.data ?? [];
  const [asked, setAsked] = useState<Pausable | null>(null);
  const resuming = useQueueChange(
    (queue) => `${t('queues.resume')}: ${queue}`,
    (queue: string) => resumeQueue({ queue, task: null }),
  );
  return (
    <ListPage
      title={t('queues.list')}
      help={t('queues.help')}
      isWide
      actions={
        isAdmin && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPause size={15} />}
            onClick={() => setAsked('name')}
          >
            {t('queues.pause.name')}
          </Button>
        )
      }
      list={list}
      isEmpty={queues.length === 0 && asked === null}
      empty={
        <Notice
          icon={<IconStack2 size={28} />}
          title={t('queues.empty')}
          help={t('queues.empty.help')}
        />
      }
    >
      {resuming.error && (
        <p className={form.refused} role="alert">
          {resuming.error.message}
        </p>
      )}
      <QueueTable
        queues={queues}
        project={project}
        readAt={list.dataUpdatedAt}
        busy={resuming.isPending ? resuming.variables : null}
        {...(isAdmin && {
          onPause: (queue: string) => setAsked({ queue }),
          onResume: (queue: string) => resuming.mutate(queue),
        })}
      />
      {asked && <PauseDialog what={asked} onClose={() => setAsked(null)} />}
    </ListPage>
  );
}
