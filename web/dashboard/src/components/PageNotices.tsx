import { Button } from '@mantine/core';
import { IconAlertTriangle, IconMapOff } from '@tabler/icons-react';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Notice } from './Notice';

export function PageMissing() {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<IconMapOff size={28} />}
      title={t('error.notfound')}
      help={window.location.pathname}
      action={<Link to="/">{t('error.home')}</Link>}
    />
  );
}

export function PageBroke({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Notice
      urgent
      icon={<IconAlertTriangle size={28} />}
      title={t('error.crashed')}
      help={error instanceof Error ? error.message : String(error)}
      action={
        <Button size="xs" variant="default" onClick={reset}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}
