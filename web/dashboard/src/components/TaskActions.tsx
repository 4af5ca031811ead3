import { ActionIcon, Button, Menu } from '@mantine/core';
import {
  IconArrowsUpDown,
  IconBan,
  IconCalendarClock,
  IconDots,
  IconMessage,
  IconPencil,
  IconPlayerPlay,
  IconRefresh,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { canDo, type Action } from '../api/tasks';
import type { Task } from '../api/types';
import classes from './TaskDetail.module.css';
import { useKeys } from './useKeys';
import { useNow } from './useNow';

/** What is asked about before it is done. */
export type Question = 'retry' | 'run_now' | 'cancel' | 'reschedule' | 'priority' | 'edit';

interface Props {
  task: Task;
  /** What was asked of the server and is not confirmed yet. */
  requested: Action | undefined;
  onAct: (action: 'retry' | 'run_now') => void;
  onAsk: (question: Question) => void;
}

/** What can be done to the task in its state: the nearest as buttons, the rest in a menu. */
export function TaskActions({ task, requested, onAct, onAsk }: Props) {
  const { t } = useTranslation();
  const now = useNow(task.state === 'pending' && task.scheduled_at !== null);
  const can = (action: Action) => canDo(action, task, now);
  const cancel = () => onAsk('cancel');
  const isBusy = requested !== undefined;
  const retry = { does: t('task.retry'), act: () => onAct('retry'), icon: IconRefresh };
  const edit = { does: t('task.edit'), act: () => onAsk('edit'), icon: IconPencil };
  const run = { does: t('task.run_now'), act: () => onAct('run_now'), icon: IconPlayerPlay };
  const stop = { does: t('task.cancel'), act: cancel, icon: IconBan };
  useKeys(t('keys.task'), {
    ...(!isBusy && can('retry') && { r: retry, e: edit }),
    ...(!isBusy && can('run_now') && { n: run }),
    ...(!isBusy && can('cancel') && { c: stop }),
  });
  return (
    <div className={classes.actions}>
      {can('retry') && (
        <Deed {...{ isBusy }} Shape={IconRefresh} isMain onClick={() => onAct('retry')}>
          {t('task.retry')}
        </Deed>
      )}
      {can('run_now') && (
        <Deed {...{ isBusy }} Shape={IconPlayerPlay} isMain onClick={() => onAct('run_now')}>
          {t('task.run_now')}
        </Deed>
      )}
      {can('cancel') && (
        <Deed {...{ isBusy }} Shape={IconBan} onClick={cancel}>
          {t('task.cancel')}
        </Deed>
      )}
      {(can('retry') || can('run_now') || can('reschedule')) && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon size={30} variant="default" disabled={isBusy} aria-label={t('task.more')}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {(['retry', 'run_now'] as const).filter(can).map((action) => (
              <Menu.Item
                key={action}
                leftSection={<IconMessage size={15} />}
                onClick={() => onAsk(action)}
              >
                {t(`task.${action}.reason`)}
              </Menu.Item>
            ))}
            {can('retry') && (
              <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => onAsk('edit')}>
                {t('task.edit')}
              </Menu.Item>
            )}
            {can('reschedule') && (
              <Menu.Item
                leftSection={<IconCalendarClock size={15} />}
                onClick={() => onAsk('reschedule')}
              >
                {t('task.reschedule')}
              </Menu.Item>
            )}
            {can('priority') && (
              <Menu.Item
                leftSection={<IconArrowsUpDown size={15} />}
                onClick={() => onAsk('priority')}
              >
                {t('task.priority')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}

interface DeedProps {
  Shape: Icon;
  isMain?: boolean;
  isBusy: boolean;
  onClick: () => void;
  children: string;
}

function Deed({ Shape, isMain, isBusy, onClick, children }: DeedProps) {
  return (
    <Button
      {...{ size: 'xs', loading: isBusy, onClick }}
      variant={isMain ? 'filled' : 'default'}
      leftSection={<Shape size={15} />}
    >
      {children}
    </Button>
  );
}
