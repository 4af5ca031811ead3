import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Deed } from '../api/deadLetters';
import type { DeadLetter } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './LetterRow.module.css';

interface Props {
  letter: DeadLetter;
  /** Whether its error is the one that is shown. */
  isExample: boolean;
  mayAct: boolean;
  onShow: () => void;
  onDeed: (deed: Deed) => void;
}

/** One task of a kind of error, and what can be done with it. */
export function LetterRow({ letter, isExample, mayAct, onShow, onDeed }: Props) {
  const { t } = useTranslation();
  const { moment, exact } = useFormats();
  const facts = [letter.queue, letter.project, letter.owner?.name].filter(Boolean).join(' · ');
  const told = { id: letter.id };
  return (
    <li className={classes.letter} data-open={isExample}>
      <div className={classes.words}>
        <Link to="/" search={{ task: letter.id }} className={classes.link}>
          {letter.name} #{letter.id}
        </Link>
        <span className={classes.facts}>{facts}</span>
        <time
          className={classes.facts}
          dateTime={letter.finished_at}
          title={exact(letter.finished_at)}
        >
          {moment(letter.finished_at)} · {t('errors.attempts', { count: letter.attempt })}
        </time>
      </div>
      <div className={classes.deeds}>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={t('errors.show.one', told)}
          aria-pressed={isExample}
          onClick={onShow}
        >
          {t('errors.show')}
        </Button>
        {mayAct && (
          <>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('errors.retry.one', told)}
              onClick={() => onDeed('retry')}
            >
              {t('errors.retry')}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t('errors.discard.one', told)}
              onClick={() => onDeed('discard')}
            >
              {t('errors.discard')}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
