import { ActionIcon } from '@mantine/core';
import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconX } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownState } from '../api/tasks';
import type { Task } from '../api/types';
import { CopyIcon } from './CopyIcon';
import { StateLabel } from './StateLabel';
import classes from './TaskDetail.module.css';

interface Props {
  task: Task;
  isWide: boolean;
  onWide: () => void;
  onClose: () => void;
  /** What can be done. */
  children: ReactNode;
}

export function TaskHeading({ task, isWide, onWide, onClose, children }: Props) {
  const { t } = useTranslation();
  const look = { size: 30, variant: 'subtle', color: 'gray' } as const;
  return (
    <div>
      <div className={classes.bar}>
        <span className={classes.id}>#{task.id}</span>
        <CopyIcon value={task.id} />
        <span className={classes.close}>
          <ActionIcon
            {...look}
            className={classes.widen}
            aria-label={t('task.wide')}
            aria-pressed={isWide}
            onClick={onWide}
          >
            {isWide ? <IconArrowsDiagonalMinimize2 size={17} /> : <IconArrowsDiagonal size={17} />}
          </ActionIcon>
          <ActionIcon {...look} aria-label={t('task.close')} onClick={onClose}>
            <IconX size={18} />
          </ActionIcon>
        </span>
      </div>
      <h2 className={classes.name}>
        <Breakable name={task.name} />
      </h2>
      <div className={classes.status}>
        <StateLabel state={shownState(task)} size="large" />
        {children}
      </div>
    </div>
  );
}

/** A long name, which breaks between its words rather than anywhere. */
function Breakable({ name }: { name: string }) {
  return name.split(/(?<=[_.:-])/).map((part, place) => (
    <Fragment key={place}>
      {place > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
