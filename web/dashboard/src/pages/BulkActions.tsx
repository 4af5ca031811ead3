import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choice } from '../api/bulk';
import { act, canDo, isBulk, taskDetail, type TaskView } from '../api/tasks';
import type { BulkAction, Task, TaskCount } from '../api/types';
import { BulkBar } from '../components/BulkBar';
import { BulkOutcome } from '../components/BulkOutcome';
import { useNow } from '../components/useNow';
import type { Selection } from '../components/useSelection';
import { useWhileShown } from '../components/useWhileShown';
import { useFormats } from '../i18n/format';
import { useDeed } from './useDeed';

const BulkDialog = lazy(async () => ({ default: (await import('./BulkDialog')).BulkDialog }));

interface Props {
  filter: Omit<TaskView, 'sort'>;
  /** What is listed of it. */
  tasks: readonly Task[];
  /** How many the filter finds. */
  count: TaskCount | undefined;
  selection: Selection;
  /** The task that carries out what was begun last, until its outcome is dismissed. */
  begun: string | undefined;
  onBegun: (id: string | undefined) => void;
}

/** What can be done to the chosen tasks, and how far what was begun is. */
export function BulkActions({ filter, tasks, count, selection, begun, onBegun }: Props) {
  const formats = useFormats();
  const [asked, setAsked] = useState<BulkAction | null>(null);
  // What the address names after a reload was begun before.
  const [own, setOwn] = useState<string>();
  const { ids, isAll } = selection;
  const found = count && (count.exact ? count.count : count.estimate);
  const chosen = isAll ? (found ?? ids.size) : ids.size;
  const now = useNow(ids.size > 0);
  // Also of what was begun by a dialog that is closed by now: it can be undone.
  const tellBegun = useWhileShown((id: string) => {
    setOwn(id);
    onBegun(id);
  });
  const choice: Choice = isAll ? { filter } : { ids: [...ids] };
  return (
    <>
      {begun !== undefined && (
        <Outcome key={begun} id={begun} isNew={begun === own} onClose={() => onBegun(undefined)} />
      )}
      {chosen > 0 && (
        <BulkBar
          chosen={chosen}
          isAbout={isAll && count?.exact === false}
          more={!isAll && found !== undefined && found > ids.size ? formats.count(found) : null}
          able={isAll ? undefined : ableOf(tasks, ids, now)}
          onChooseAll={selection.chooseAll}
          onAct={setAsked}
          onClear={selection.clear}
        />
      )}
      {asked && (
        <Suspense>
          <BulkDialog
            action={asked}
            choice={choice}
            onClose={() => setAsked(null)}
            onBegun={tellBegun}
            onDone={() => {
              setAsked(null);
              selection.clear();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** Of how many of the chosen each action can be asked; undefined where not all of them are listed. */
function ableOf(tasks: readonly Task[], ids: ReadonlySet<string>, now: number) {
  const chosen = tasks.filter(({ id }) => ids.has(id));
  if (chosen.length < ids.size) return undefined;
  const able = (action: BulkAction) =>
    chosen.filter((task) => canDo(action, task, now) && !isBulk(task)).length;
  return {
    ...{ retry: able('retry'), cancel: able('cancel'), run_now: able('run_now') },
    ...{ reschedule: able('reschedule'), priority: able('priority') },
  };
}

interface OutcomeProps {
  id: string;
  isNew: boolean;
  onClose: () => void;
}

function Outcome({ id, isNew, onClose }: OutcomeProps) {
  const { t } = useTranslation();
  const task = useQuery(taskDetail(id));
  const navigate = useNavigate({ from: '/' });
  const undoing = useDeed({
    name: t('bulk.undo'),
    mutationFn: () => act(id, { action: 'cancel' }),
  });
  // An address may name any task, also one that the reader may not see.
  if (!task.data || !isBulk(task.data)) return null;
  return (
    <BulkOutcome
      task={task.data}
      isNew={isNew}
      isUndoing={undoing.isPending}
      refusal={undoing.error?.message}
      onUndo={() => undoing.mutate()}
      onOpen={() => void navigate({ to: '/', search: (search) => ({ ...search, task: id }) })}
      onClose={onClose}
    />
  );
}
