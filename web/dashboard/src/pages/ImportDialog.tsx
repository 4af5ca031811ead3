import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client';
import { importOutcome, mayPass, uploadExport } from '../api/imports';
import { config } from '../api/metrics';
import { createProject, projectList } from '../api/projects';
import { act, canDo, shownState, taskDetail } from '../api/tasks';
import type { Project } from '../api/types';
import form from '../components/Form.module.css';
import { refusalOf } from '../components/exportWords';
import { ImportForm } from '../components/ImportForm';
import { ImportResult } from '../components/ImportResult';
import { LoadProblem } from '../components/LoadProblem';
import type { Into } from '../components/ProjectChoice';
import { StateLabel } from '../components/StateLabel';
import { TaskLink } from '../components/TaskLink';
import { TaskProgress } from '../components/TaskProgress';
import { useFocusReturn } from '../components/useFocusReturn';
import { useIsAdmin } from './me';
import { TaskWaiting } from './TaskWaiting';
import { useDeed } from './useDeed';

interface Props {
  projects: readonly Project[];
  project: string | undefined;
  files: FileList | null;
  onClose: () => void;
}

/** Sends a file, and then shows the task that imports it. Closing it stops what is being sent. */
export function ImportDialog({ projects, project, files, onClose }: Props) {
  const { t } = useTranslation();
  const [sent, setSent] = useState(0);
  const stop = useRef(new AbortController());
  const most = useQuery(config).data?.largest_import;
  const client = useQueryClient();
  const mayCreate = useIsAdmin();
  const [into, setInto] = useState(() => intoAtFirst(projects, project));
  const creating = useMutation({ mutationFn: createProject });
  const made = async (into: Into) => {
    if (typeof into === 'string') return into;
    const { slug } = await creating.mutateAsync(into);
    await client.invalidateQueries({ queryKey: projectList.queryKey });
    // Where the file is refused, it is there all the same.
    setInto(slug);
    return slug;
  };
  const sending = useMutation({
    mutationFn: async ({ file, into }: { file: File; into: Into }) =>
      uploadExport({
        ...{ file, project: await made(into) },
        ...{ onSent: setSent, signal: stop.current.signal },
      }),
  });
  useEffect(() => {
    const stopping = new AbortController();
    stop.current = stopping;
    return () => stopping.abort();
  }, []);
  if (sending.data !== undefined) return <Importing id={sending.data} onClose={onClose} />;
  const said =
    sending.error instanceof ProblemError ? refusalOf(sending.error, t) : t('import.broke');
  const refusal = creating.error instanceof ProblemError ? creating.error : null;
  const isOfFile = sending.error !== null && sending.error !== refusal;
  return (
    <ImportForm
      {...{ projects, into, mayCreate, files, most, onClose }}
      onInto={setInto}
      sent={sending.isPending ? sent : undefined}
      error={isOfFile ? said : undefined}
      projectError={refusal?.message}
      mayPass={isOfFile && mayPass(sending.error)}
      onChange={() => {
        creating.reset();
        sending.reset();
      }}
      onSend={(file, into) => {
        setSent(0);
        sending.mutate({ file, into });
      }}
    />
  );
}

/** What is chosen when the dialog opens: what leaves no doubt. */
function intoAtFirst(projects: readonly Project[], project: string | undefined): Into | null {
  const [first, ...others] = projects;
  const only = others.length === 0 ? first : undefined;
  return (projects.find(({ slug }) => slug === project) ?? only)?.slug ?? null;
}

/** How far the import is, as its task tells, until it has ended. */
function Importing({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  useFocusReturn();
  const client = useQueryClient();
  const { data: task, error, refetch } = useQuery(taskDetail(id));
  const cancelling = useDeed({
    name: t('import.cancel'),
    mutationFn: () => act(id, { action: 'cancel' }),
    onSettled: () => client.invalidateQueries({ queryKey: taskDetail(id).queryKey }),
  });
  const outcome = importOutcome(task?.result);
  const isDone = outcome !== undefined;
  useEffect(() => {
    // No event tells of a message before it is scored.
    if (isDone) void client.invalidateQueries({ queryKey: ['messages'] });
  }, [isDone, client]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('import.title')}
      closeButtonProps={{ 'aria-label': t('dialog.close') }}
    >
      <div className={form.form}>
        {error && !task && <LoadProblem error={error} onRetry={() => void refetch()} />}
        {task && (
          <>
            <div>
              <StateLabel state={shownState(task)} />
            </div>
            {task.state === 'pending' && <TaskWaiting id={id} />}
            {task.progress && <TaskProgress progress={task.progress} state={task.state} />}
            {outcome && <ImportResult outcome={outcome} />}
            {task.state === 'cancelled' && <p role="status">{t('import.cancelled')}</p>}
            {task.state === 'failed' && (
              <p className={form.refused} role="alert">
                {t('import.failed')}
              </p>
            )}
          </>
        )}
        {cancelling.error && (
          <p className={form.refused} role="alert">
            {cancelling.error.message}
          </p>
        )}
        <TaskLink id={id}>{t('import.task')}</TaskLink>
        <div className={form.buttons}>
          {task && canDo('cancel', task, 0) && (
            <Button
              size="xs"
              variant="default"
              loading={cancelling.isPending}
              onClick={() => cancelling.mutate()}
            >
              {t('import.cancel')}
            </Button>
          )}
          <Button size="xs" onClick={onClose}>
            {t('dialog.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
