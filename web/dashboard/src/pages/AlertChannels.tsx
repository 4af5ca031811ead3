import { Button, Skeleton } from '@mantine/core';
import { IconBellOff, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addChannel,
  alertChannels,
  changeChannel,
  deleteChannel,
  testChannel,
} from '../api/alerts';
import type { AlertChannel, NewAlertChannel } from '../api/types';
import { ChannelCard } from '../components/ChannelCard';
import { ChannelForm } from '../components/ChannelForm';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import classes from '../components/Page.module.css';
import { AlertDropping } from './AlertDropping';
import { useDeed } from './useDeed';

type Opened = { form: AlertChannel | null } | { drop: AlertChannel };

export function AlertChannels() {
  const { t } = useTranslation();
  const channels = useQuery(alertChannels);
  const [opened, setOpened] = useState<Opened | null>(null);

  if (channels.isPending) return <Skeleton height={120} aria-busy />;
  if (!channels.data) {
    return <LoadProblem error={channels.error} onRetry={() => void channels.refetch()} />;
  }
  const close = () => setOpened(null);
  return (
    <>
      <div className={classes.deeds}>
        <Button
          size="xs"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setOpened({ form: null })}
        >
          {t('channels.add')}
        </Button>
      </div>
      {channels.data.length === 0 && (
        <Notice
          icon={<IconBellOff size={28} />}
          title={t('channels.empty')}
          help={t('channels.empty.help')}
        />
      )}
      <div className={classes.cards}>
        {channels.data.map((channel) => (
          <Channel
            key={channel.id}
            channel={channel}
            onChange={() => setOpened({ form: channel })}
            onDelete={() => setOpened({ drop: channel })}
          />
        ))}
      </div>
      {opened && 'form' in opened && <Editing channel={opened.form} onClose={close} />}
      {opened && 'drop' in opened && (
        <AlertDropping
          title={t('channels.delete', { name: opened.drop.name })}
          help={t('channels.delete.help')}
          onDelete={() => deleteChannel(opened.drop.id)}
          onClose={close}
        />
      )}
    </>
  );
}

interface ChannelProps {
  channel: AlertChannel;
  onChange: () => void;
  onDelete: () => void;
}

function Channel({ channel, onChange, onDelete }: ChannelProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const testing = useDeed({
    name: `${t('channels.test')}: ${channel.name}`,
    mutationFn: () => testChannel(channel.id),
    onSettled: () => client.invalidateQueries({ queryKey: alertChannels.queryKey }),
  });
  return (
    <ChannelCard
      {...{ channel, onChange, onDelete }}
      isTesting={testing.isPending}
      tested={testing.data}
      refusal={testing.error?.message}
      onTest={() => testing.mutate()}
    />
  );
}

interface EditingProps {
  channel: AlertChannel | null;
  onClose: () => void;
}

function Editing({ channel, onClose }: EditingProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const saving = useDeed({
    name: channel ? t('channels.change', { name: channel.name }) : t('channels.add'),
    mutationFn: (parts: NewAlertChannel) =>
      channel ? changeChannel(channel.id, parts) : addChannel(parts),
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <ChannelForm
      {...{ channel, onClose }}
      isBusy={saving.isPending}
      error={saving.error}
      onSave={(parts) => saving.mutate(parts)}
    />
  );
}
