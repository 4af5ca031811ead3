import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyIcon } from './CopyIcon';
import classes from './Form.module.css';
import { useFocusReturn } from './useFocusReturn';

interface Props {
  title: string;
  secret: string;
  /** What it is good for, and for how long. */
  children: ReactNode;
  onClose: () => void;
}

/** A secret that the server tells once: only a deliberate click takes it away. */
export function SecretDialog({ title, secret, children, onClose }: Props) {
  const { t } = useTranslation();
  useFocusReturn();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className={classes.form}>
        <p>{children}</p>
        <div className={classes.secret}>
          <code>{secret}</code>
          <CopyIcon value={secret} />
        </div>
        <p className={classes.help}>{t('secret.once')}</p>
        <div className={classes.buttons}>
          <Button size="xs" onClick={onClose} data-autofocus>
            {t('secret.kept')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
