import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format';
import classes from './MomentBar.module.css';

const PAUSE = 150; // ms without a move until the moment is read
const STEP = 1000; // ms that an arrow key moves by

interface Props {
  at: number;
  from: number;
  to: number;
  onMove: (at: number) => void;
}

/** The log that is kept, from its beginning to now. */
export function MomentSlider({ at, from, to, onMove }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const [moving, setMoving] = useState<number | null>(null);
  const settle = useDebouncedCallback((ms: number) => {
    setMoving(null);
    onMove(ms);
  }, PAUSE);
  const shown = moving ?? at;
  return (
    <div className={classes.slider}>
      <span>{moment(iso(from))}</span>
      <input
        type="range"
        aria-label={t('moment.slider')}
        aria-valuetext={exact(iso(shown))}
        min={from}
        max={to}
        step={STEP}
        value={shown}
        onChange={({ currentTarget }) => {
          const ms = Number(currentTarget.value);
          setMoving(ms);
          settle(ms);
        }}
      />
      <span>{moment(iso(to))}</span>
    </div>
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
