import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { unturned } from './plainText';
import classes from './TaskDetail.module.css';

interface Kind {
  error_class: string | null;
  message: string | null;
  frame: string | null;
}

interface Props {
  kind: Kind | undefined;
  onClose: () => void;
  /** What can be done with all of the kind. */
  children: ReactNode;
}

/** What is known of a kind of error: its class, its message, and where it came from. */
export function ErrorHeading({ kind, onClose, children }: Props) {
  const { t } = useTranslation();
  return (
    <div>
      <div className={classes.bar}>
        <code className={classes.id}>{kind?.frame}</code>
        <span className={classes.close}>
          <ActionIcon
            {...{ size: 30, variant: 'subtle', color: 'gray', onClick: onClose }}
            aria-label={t('errors.close')}
          >
            <IconX size={18} />
          </ActionIcon>
        </span>
      </div>
      <h2 className={classes.name}>{kind?.error_class ?? t('errors.unknown')}</h2>
      <p className={classes.told}>{unturned(kind?.message ?? '')}</p>
      <div className={classes.status}>{children}</div>
    </div>
  );
}
