import { ActionIcon } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Window } from '../api/moments';
import { useFormats } from '../i18n/format';
import classes from './MomentBar.module.css';
import { reachAround } from './momentWindow';

const PAUSE = 150; // ms without a move until the moment is read
/** How many steps a key moves by. A step of the field's own would not reach the ends. */
const KEYS: Readonly<Record<string, number>> = {
  ...{ ArrowLeft: -1, ArrowDown: -1, PageDown: -10 },
  ...{ ArrowRight: 1, ArrowUp: 1, PageUp: 10 },
};

interface Props {
  at: number;
  /** Between them lies the log that is kept. */
  from: number;
  to: number;
  window: Window;
  onMove: (at: number) => void;
}

/** A window of the log, and the ways to those beside it. */
export function MomentSlider({ at, from, to, window, onMove }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const [moving, setMoving] = useState<number | null>(null);
  const settle = useDebouncedCallback((ms: number) => {
    setMoving(null);
    onMove(ms);
  }, PAUSE);
  const reach = reachAround(at, from, to, window);
  const shown = moving ?? at;
  const length = reach.to - reach.from;
  const move = (ms: number) => {
    setMoving(ms);
    settle(ms);
  };
  return (
    <div className={classes.slider}>
      {reach.from > from && (
        <Beside
          label={t('moment.earlier')}
          onClick={() => onMove(Math.max(from, at - length))}
          Shape={IconChevronLeft}
        />
      )}
      <span>{moment(iso(reach.from))}</span>
      <input
        type="range"
        aria-label={t('moment.slider')}
        aria-valuetext={exact(iso(shown))}
        min={reach.from}
        max={reach.to}
        value={shown}
        onChange={({ currentTarget }) => move(Number(currentTarget.value))}
        onKeyDown={(event) => {
          const steps = KEYS[event.key];
          if (steps === undefined) return;
          event.preventDefault();
          move(Math.min(Math.max(shown + steps * reach.step, reach.from), reach.to));
        }}
      />
      <span>{moment(iso(reach.to))}</span>
      {reach.to < to && (
        <Beside
          label={t('moment.later')}
          onClick={() => onMove(Math.min(to, at + length))}
          Shape={IconChevronRight}
        />
      )}
    </div>
  );
}

interface BesideProps {
  label: string;
  onClick: () => void;
  Shape: typeof IconChevronLeft;
}

function Beside({ label, onClick, Shape }: BesideProps) {
  return (
    <ActionIcon
      {...{ variant: 'default', size: 24, onClick }}
      className={classes.control}
      aria-label={label}
      title={label}
    >
      <Shape size={14} />
    </ActionIcon>
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
