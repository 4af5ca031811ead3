import { IconPlayerSkipBack, IconPlayerSkipForward } from '@tabler/icons-react';
import { useIsFetching, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { beginning, eventBeside, msOf, positionOf, WINDOWS, type Window } from '../api/moments';
import { MomentBar } from '../components/MomentBar';
import { useKeys } from '../components/useKeys';
import { useReplay } from '../components/useReplay';

const DAY = 86_400_000; // ms

interface Props {
  asOf: string;
  window: Window | undefined;
  onWindow: (window: Window) => void;
  /** *replace* where Back should not return here. */
  onMove: (asOf: string, replace: boolean) => void;
  onLeave: () => void;
}

/** Says that the board is of the past, and leads through it. */
export function Moment({ asOf, window = WINDOWS[0], onWindow, onMove, onLeave }: Props) {
  const { t } = useTranslation();
  const [openedAt] = useState(() => Date.now());
  const begun = useQuery(beginning);
  const at = msOf(asOf);
  const stepping = useMutation({
    mutationFn: (step: -1 | 1) => eventBeside(positionOf(asOf), step),
  });
  const isReading = useIsFetching({ queryKey: ['as-of', asOf] }) > 0;
  const replay = useReplay(at, isReading, (ms) => onMove(new Date(ms).toISOString(), true));
  const step = (by: -1 | 1) => {
    replay.stop();
    if (stepping.isPending) return;
    // Told to this call alone: nobody who went elsewhere meanwhile is taken back.
    stepping.mutate(by, { onSuccess: (event) => event && onMove(event.id, true) });
  };
  useKeys(
    t('moment.title'),
    {
      '[': { does: t('keys.event.back'), act: () => step(-1), icon: IconPlayerSkipBack },
      ']': { does: t('keys.event.forward'), act: () => step(1), icon: IconPlayerSkipForward },
    },
    { repeat: true },
  );
  return (
    <MomentBar
      at={at}
      from={begun.data ?? Math.min(openedAt - DAY, at)}
      to={Math.max(openedAt, at)}
      {...{ window, onWindow, replay, onLeave }}
      isAtEnd={stepping.data === null}
      problem={stepping.error}
      onStep={step}
      onMove={(ms) => {
        stepping.reset();
        onMove(new Date(ms).toISOString(), true);
      }}
    />
  );
}
