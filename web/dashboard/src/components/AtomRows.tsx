import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Atom, AtomType } from '../api/types';
import classes from './AtomRows.module.css';
import { Confidence } from './Confidence';
import { Tag, type Tone } from './Tag';

const TONES: Partial<Record<AtomType, Tone>> = {
  problem: 'red',
  blocker: 'red',
  risk: 'amber',
  solution: 'green',
  decision: 'blue',
};

/** Undefined while they are read. */
export function AtomRows({ atoms }: { atoms: readonly Atom[] | undefined }) {
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
          </p>
          {atom.content !== atom.title && <p className={classes.text}>{atom.content}</p>}
          {atom.topics.length > 1 && (
            <p className={classes.dim}>
              {t('topics.also')}{' '}
              {atom.topics.map((topic) => (
                <Link key={topic.id} to="/topics" search={{ topic: topic.id }}>
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
