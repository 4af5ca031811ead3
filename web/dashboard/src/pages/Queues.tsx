import { Button } from '@mantine/core';
import { IconPlayerPause, IconStack2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pause, pauses, queueList, resumeQueue, type PauseAsked } from '../api/queue';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { PauseDialog } from '../components/PauseDialog';
import { QueueTable } from '../components/QueueTable';
import { useIsAdmin } from './me';
import { useProject } from './useProject';

export function Queues() {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const [project] = useProject();
  const list = useQuery(queueList(project));
  const queues = list.data ?? [];
  // What to pause: a queue, or with null the tasks of a name.
  const [asked, setAsked] = useState<{ queue: string | null } | null>(null);
  const resuming = useQueueChange((queue: string) => resumeQueue({ queue, task: null }));
  return (
    <ListPage
      title={t('queues.list')}
      help={resuming.error?.message ?? t('queues.help')}
      isWide
      actions={
        isAdmin && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPause size={15} />}
            onClick={() => setAsked({ queue: null })}
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
      {asked && <Pausing {...asked} onClose={() => setAsked(null)} />}
    </ListPage>
  );
}

interface PausingProps {
  queue: string | null;
  onClose: () => void;
}

function Pausing({ queue, onClose }: PausingProps) {
  const pausing = useQueueChange((asked: PauseAsked) => pause(asked), onClose);
  return (
    <PauseDialog
      queue={queue}
      isBusy={pausing.isPending}
      error={pausing.error}
      onPause={pausing.mutate}
      onClose={onClose}
    />
  );
}

function useQueueChange<Given>(change: (given: Given) => Promise<void>, onDone?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => onDone?.(),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['queues'] }),
        client.invalidateQueries({ queryKey: pauses.queryKey }),
      ]),
  });
}
