import { ActionIcon, Button } from '@mantine/core';
import { IconBan, IconRefresh, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { canCancel, canRetry, shownState } from '../api/tasks';
import type { Task } from '../api/types';
import { CopyIcon } from './CopyIcon';
import { StateLabel } from './StateLabel';
import classes from './TaskDetail.module.css';

interface Props {
  task: Task;
  mayAct: boolean;
  isBusy: boolean;
  /** Why the server refused the last action. */
  refusal: string | undefined;
  onRetry: () => void;
  onCancel: () => void;
  onClose: () => void;
}

export function TaskHeading(props: Props) {
  const { task, mayAct, isBusy, refusal, onRetry, onCancel, onClose } = props;
  const { t } = useTranslation();
  return (
    <div>
      <div className={classes.bar}>
        <span className={classes.id}>#{task.id}</span>
        <CopyIcon value={task.id} />
        <span className={classes.close}>
          <ActionIcon
            {...{ size: 30, variant: 'subtle', color: 'gray', onClick: onClose }}
            aria-label={t('task.close')}
          >
            <IconX size={18} />
          </ActionIcon>
        </span>
      </div>
      <h2 className={classes.name}>{task.name}</h2>
      <div className={classes.status}>
        <StateLabel state={shownState(task)} size="large" />
        <div className={classes.actions}>
          {mayAct && canRetry(task) && (
            <Button
              {...{ size: 'xs', loading: isBusy, onClick: onRetry }}
              leftSection={<IconRefresh size={15} />}
            >
              {t('task.retry')}
            </Button>
          )}
          {mayAct && canCancel(task) && (
            <Button
              {...{ size: 'xs', variant: 'default', loading: isBusy, onClick: onCancel }}
              leftSection={<IconBan size={15} />}
            >
              {t('task.cancel')}
            </Button>
          )}
        </div>
      </div>
      {refusal && (
        <p className={classes.refused} role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}
