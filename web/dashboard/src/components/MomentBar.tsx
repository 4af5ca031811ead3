import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconArrowBackUp,
  IconHistory,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerSkipBack,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { WINDOWS, type Window } from '../api/moments';
import { useFormats } from '../i18n/format';
import { CopyIcon } from './CopyIcon';
import classes from './MomentBar.module.css';
import { MomentSlider } from './MomentSlider';
import { SPEEDS, type Replay } from './useReplay';
import { asLocal, fromLocal } from './localTime';

interface Props {
  /** All times are in ms since 1970. */
  at: number;
  /** Between them lies what can be asked for. */
  from: number;
  to: number;
  /** How much the slider spans. */
  window: Window;
  onWindow: (window: Window) => void;
  replay: Replay;
  /** There is no event any further. */
  isAtEnd: boolean;
  problem: Error | null;
  onStep: (by: -1 | 1) => void;
  onMove: (at: number) => void;
  onLeave: () => void;
}

/** Of which moment the board is, and the ways to another one. */
export function MomentBar(props: Props) {
  const { at, from, to, window: span, replay, isAtEnd, problem, onStep, onMove, onLeave } = props;
  const { t } = useTranslation();
  const { exact } = useFormats();
  const time = new Date(at).toISOString();
  return (
    <section className={classes.bar} aria-label={t('moment.title')}>
      <div className={classes.line}>
        <IconHistory size={16} aria-hidden />
        <p className={classes.told}>
          {t('moment.at')}{' '}
          <time dateTime={time} title={time}>
            {exact(time)}
          </time>
        </p>
        <CopyIcon value={window.location.href} label={t('moment.copy')} />
        <Button
          size="xs"
          leftSection={<IconArrowBackUp size={14} />}
          className={classes.leave}
          onClick={onLeave}
        >
          {t('moment.leave')}
        </Button>
      </div>
      <MomentSlider
        {...{ at, from, to, window: span }}
        onMove={(ms) => {
          replay.stop();
          onMove(ms);
        }}
      />
      <div className={classes.line}>
        <Control label={t('moment.back')} onClick={() => onStep(-1)}>
          <IconPlayerSkipBack size={16} />
        </Control>
        <Control
          label={t(replay.isRunning ? 'moment.pause' : 'moment.play')}
          onClick={replay.isRunning ? replay.stop : replay.start}
        >
          {replay.isRunning ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />}
        </Control>
        <Control label={t('moment.forward')} onClick={() => onStep(1)}>
          <IconPlayerSkipForward size={16} />
        </Control>
        <SegmentedControl
          size="xs"
          aria-label={t('moment.speed')}
          value={replay.speed}
          data={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          onChange={(chosen) => replay.setSpeed(SPEEDS.find((each) => each === chosen) ?? '1')}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('moment.window')}
          value={span}
          data={WINDOWS.map((value) => ({ value, label: t(`moment.window.${value}`) }))}
          onChange={(chosen) =>
            props.onWindow(WINDOWS.find((each) => each === chosen) ?? WINDOWS[0])
          }
        />
        <Exactly
          at={at}
          onMove={(ms) => {
            replay.stop();
            onMove(ms);
          }}
        />
        <p className={classes.note} role="status">
          {problem?.message ?? (isAtEnd ? t('moment.end') : '')}
        </p>
      </div>
      <p className={classes.note}>{t('moment.help')}</p>
    </section>
  );
}

interface ControlProps {
  label: string;
  onClick: () => void;
  children: ReactNode;
}

function Control({ label, onClick, children }: ControlProps) {
  return (
    <ActionIcon
      variant="default"
      size={30}
      className={classes.control}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}

/** A time that is typed counts when it is whole: with Enter, or when the field is left. */
function Exactly({ at, onMove }: { at: number; onMove: (at: number) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    const given = draft === null ? undefined : fromLocal(draft);
    setDraft(null);
    if (given !== undefined) onMove(Date.parse(given));
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      <TextInput
        {...{ size: 'xs', type: 'datetime-local', step: 1 }}
        aria-label={t('moment.exactly')}
        value={draft ?? asLocal(at)}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onBlur={commit}
      />
    </form>
  );
}
