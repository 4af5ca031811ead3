import { pause } from '../api/queue';
import { PauseDialog as Asking, usePauseTitle, type Pausable } from '../components/PauseDialog';
import { useQueueChange } from './useQueueChange';

interface Props {
  what: Pausable;
  onClose: () => void;
}

/** Asks why before work is stopped, and stops it. */
export function PauseDialog({ what, onClose }: Props) {
  const pausing = useQueueChange(usePauseTitle(what), pause, onClose);
  return (
    <Asking
      {...{ what, onClose }}
      isBusy={pausing.isPending}
      error={pausing.error}
      onPause={(asked) => pausing.mutate(asked)}
    />
  );
}
