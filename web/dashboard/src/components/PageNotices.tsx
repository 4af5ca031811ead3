import { Button } from '@mantine/core';
import { IconAlertTriangle, IconMapOff, IconPlugConnectedX } from '@tabler/icons-react';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMissingPart, reloadOnce, wasReloadedFor } from '../api/parts';
import { useOnline } from '../api/useLive';
import { Notice } from './Notice';

export function PageMissing() {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<IconMapOff size={28} />}
      title={t('error.notfound')}
      help={t('error.notfound.help', { path: window.location.pathname })}
      action={<Link to="/">{t('error.home')}</Link>}
    />
  );
}

export function PageBroke({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  if (isMissingPart(error)) return <PartMissing error={error} />;
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

/** Files of the page did not come: it opens by itself once they can be had. */
function PartMissing({ error }: { error: Error }) {
  const { t } = useTranslation();
  const isOnline = useOnline();
  const wasOffline = useRef(false);
  const [isTried] = useState(() => wasReloadedFor(error));
  useEffect(() => {
    if (!isOnline) wasOffline.current = true;
    else if (wasOffline.current) window.location.reload();
    else reloadOnce(error);
  }, [isOnline, error]);
  if (!isOnline) {
    return (
      <Notice
        urgent
        icon={<IconPlugConnectedX size={28} />}
        title={t('error.part.offline')}
        help={t('error.part.offline.help')}
      />
    );
  }
  if (!isTried) return null;
  return (
    <Notice
      urgent
      icon={<IconAlertTriangle size={28} />}
      title={t('error.title')}
      help={t('error.part.help')}
      action={
        <Button size="xs" variant="default" onClick={() => window.location.reload()}>
          {t('error.retry')}
        </Button>
      }
    />
  );
}
