import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isUnfinished } from '../api/experiments';
import type { Experiment } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './Card.module.css';
import { dollars, engineOf } from './experimentWords';
import { ExperimentState } from './ExperimentState';

export function ExperimentRows({ experiments }: { experiments: readonly Experiment[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t('experiments.list')}>
      {experiments.map((experiment) => (
        <li key={experiment.id}>
          <Link
            to="/experiments/$id"
            params={{ id: experiment.id }}
            className={classes.card}
            data-state={experiment.state}
          >
            <span className={classes.facts}>
              <span className={classes.name}>{experiment.name}</span>
              <ExperimentState state={experiment.state} />
              <span>{t('experiments.number', { id: experiment.id })}</span>
              <span>{experiment.project}</span>
            </span>
            <Figures experiment={experiment} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Figures({ experiment }: { experiment: Experiment }) {
  const { t } = useTranslation();
  const { moment, exact, share, count } = useFormats();
  const { metrics, counts, cost, created_at: at, error } = experiment;
  const done = counts.classified + counts.failed;
  return (
    <span className={classes.facts}>
      {metrics && (
        <>
          <span>{`${t('experiments.accuracy')} ${share(metrics.accuracy)}`}</span>
          <span>{`${t('experiments.f1')} ${share(metrics.macro_f1)}`}</span>
        </>
      )}
      {experiment.engine && <span>{engineOf(experiment)}</span>}
      {cost > 0 && <span>{`${t('experiments.cost')} ${dollars(cost)}`}</span>}
      <span>{t('experiments.done', { done: count(done), total: count(counts.items) })}</span>
      {counts.failed > 0 && (
        <span>{t('experiments.unread', { number: count(counts.failed) })}</span>
      )}
      {error !== null && !isUnfinished(experiment) && <span>{error}</span>}
      {experiment.created_by && <span>{experiment.created_by.name}</span>}
      <time dateTime={at} title={exact(at)}>
        {moment(at)}
      </time>
    </span>
  );
}
