import { Button } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMapOff, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isStatus, ProblemError } from '../api/client';
import { Notice } from './Notice';

interface Props {
  error: Error;
  onRetry: () => void;
}

/** Why something could not be read, and what to do: no answer, no right, or the server's reason. */
export function LoadProblem({ error, onRetry }: Props) {
  const { t } = useTranslation();
  if (isStatus(error, 403)) {
    return (
      <Notice
        urgent
        icon={<IconLock size={28} />}
        title={t('error.denied')}
        help={t('error.denied.help')}
        action={<Link to="/">{t('error.home')}</Link>}
      />
    );
  }
  if (isStatus(error, 404)) {
    return (
      <Notice
        urgent
        icon={<IconMapOff size={28} />}
        title={t('error.missing')}
        help={error.message}
        action={<Link to="/">{t('error.home')}</Link>}
      />
    );
  }
  const answered = error instanceof ProblemError;
  return (
    <Notice
      urgent
      icon={answered ? <IconAlertTriangle size={28} /> : <IconPlugConnectedX size={28} />}
      title={t('error.title')}
      help={answered ? error.message : t('error.offline')}
      action={
        <Button size="xs" variant="default" onClick={onRetry}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}
