import { Popover, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveStatus } from '../api/live';
import { useFormats } from '../i18n/format';
import classes from './ConnectionLight.module.css';

interface Props {
  status: LiveStatus;
  /** What is shown is of a moment of the past. */
  isPast: boolean;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  /** The details, made only while they are shown. */
  children: ReactNode;
}

/** Whether what is shown is true now, and how soon after a commit it is. */
export function ConnectionLight({ status, isPast, isOpen, onOpen, children }: Props) {
  const { t } = useTranslation();
  const { duration } = useFormats();
  const { state, latency } = status;
  const isLive = state === 'live' && !isPast;
  // A connection that is lost is told in the past, too: it leads no further.
  const shown = state === 'live' && isPast ? 'past' : state;
  const label = t(`stream.${shown}`);
  return (
    <div className={`${classes.light} ${classes[shown]}`}>
      <span className={classes.dot} aria-hidden />
      <span role="status">{label}</span>
      {isLive && latency !== null && <span>{duration(latency)}</span>}
      <Popover opened={isOpen} onChange={onOpen} position="bottom-end" width={330} shadow="md">
        <Popover.Target>
          {/* Over the words, which would be no status of their own inside of a button. */}
          <UnstyledButton
            className={classes.open}
            aria-label={t('stream.details', { state: label })}
            onClick={() => onOpen(!isOpen)}
          />
        </Popover.Target>
        <Popover.Dropdown>{isOpen && children}</Popover.Dropdown>
      </Popover>
    </div>
  );
}
