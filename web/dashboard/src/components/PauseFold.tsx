import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconPlayerPause } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pause } from '../api/types';
import classes from './PauseNotice.module.css';
import { useIsPhone } from './useIsPhone';
import { usePauseSentence } from './usePauseSentence';

interface Props {
  pauses: readonly Pause[];
  /** A notice of each. */
  children: ReactNode;
}

const MOST = 2; // notices that may stand one below the other on a wide screen

/** What is paused: where it would take much of the room one line, which opens to all of it. */
export function PauseFold({ pauses, children }: Props) {
  const { t } = useTranslation();
  const isPhone = useIsPhone();
  const [isOpen, setOpen] = useState(false);
  const sentence = usePauseSentence();
  const [first, ...others] = pauses;
  if (!first || (!isPhone && pauses.length <= MOST)) return children;
  return (
    <>
      <div className={classes.fold} role="status">
        <UnstyledButton
          className={classes.line}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <IconPlayerPause size={16} aria-hidden />
          <span className={classes.first}>{sentence(first)}</span>
          {others.length > 0 && <span>{t('queue.paused.more', { number: others.length })}</span>}
          <IconChevronDown className={classes.arrow} size={16} aria-hidden />
        </UnstyledButton>
      </div>
      {isOpen && <div className={classes.all}>{children}</div>}
    </>
  );
}
