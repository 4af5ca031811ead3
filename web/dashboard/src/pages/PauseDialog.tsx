import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { pauseQueue, pauses } from '../api/queue';
import { ReasonDialog } from '../components/ReasonDialog';

/** Asks why before everybody's work is stopped. */
export function PauseDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const pausing = useMutation({
    mutationFn: pauseQueue,
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: pauses.queryKey });
    },
  });
  return (
    <ReasonDialog
      title={t('queue.pause')}
      action={t('queue.pause')}
      isBusy={pausing.isPending}
      error={pausing.error}
      onConfirm={(reason) => pausing.mutate(reason)}
      onClose={onClose}
    >
      {t('queue.pause.help')}
    </ReasonDialog>
  );
}
