import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Atom, AtomType } from '../api/types';
import { present } from '../api/view';
import classes from './AtomRows.module.css';
import { Confidence } from './Confidence';
import { Likeness } from './Likeness';
import { Tag, type Tone } from './Tag';

const TONES: Partial<Record<AtomType, Tone>> = {
  problem: 'red',
  blocker: 'red',
  risk: 'amber',
  solution: 'green',
  decision: 'blue',
};

interface Props {
  /** Undefined while they are read. */
  atoms: readonly Atom[] | undefined;
  /** Whose atoms they are; its name is not repeated. */
  topic?: string;
}

export function AtomRows({ atoms, topic: of }: Props) {
  const { t } = useTranslation();
  if (!atoms) return <Skeleton height={64} aria-busy />;
  if (atoms.length === 0) return <p className={classes.dim}>{t('topics.noatoms')}</p>;
  return (
    <ul className={classes.atoms} aria-label={t('topics.knows')}>
      {atoms.map((atom) => (
        <li key={atom.id} className={classes.atom}>
          <p className={classes.head}>
            <Tag tone={TONES[atom.type] ?? 'grey'}>{t(`atom.${atom.type}`)}</Tag>
            <span className={classes.title}>{atom.title}</span>
            <Confidence value={atom.confidence} />
            <Likeness row={atom} />
          </p>
          {atom.content !== atom.title && <p className={classes.text}>{atom.content}</p>}
          {atom.topics.some(({ id }) => id !== of) && (
            <p className={classes.dim}>
              {t('topics.also')}{' '}
              {atom.topics.map((topic) => (
                <Link
                  key={topic.id}
                  from="/topics"
                  to="/topics"
                  search={(before) => present({ ...before, topic: topic.id, type: undefined })}
                >
                  {topic.name}
                </Link>
              ))}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
