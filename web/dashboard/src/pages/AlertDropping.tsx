import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { useDeed } from './useDeed';

interface Props {
  title: string;
  help: string;
  onDelete: () => Promise<void>;
  onClose: () => void;
}

/** Asks before a rule or a channel is deleted, and does it. */
export function AlertDropping({ title, help, onDelete, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const dropping = useDeed({
    name: title,
    mutationFn: onDelete,
    onDone: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  });
  return (
    <ConfirmDialog
      {...{ title, help, onClose }}
      action={t('alerts.delete')}
      isBusy={dropping.isPending}
      error={dropping.error}
      onConfirm={() => dropping.mutate()}
    />
  );
}
