import { NativeSelect, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { experimentItems, type ResultView } from '../api/experiments';
import { EXPERIMENT_OUTCOMES, type Experiment } from '../api/types';
import { ExperimentItems } from '../components/ExperimentItems';
import { FixedFilter } from '../components/FixedFilter';
import { LoadMore } from '../components/LoadMore';
import { LoadProblem } from '../components/LoadProblem';
import page from '../components/Page.module.css';
import { ReadProblem } from '../components/ReadProblem';
import { Section } from '../components/Section';
import detail from '../components/TaskDetail.module.css';

const OUTCOMES = ['every', 'wrong', 'failed', 'right'] as const;
const AGAINST = [...OUTCOMES, 'better', 'worse'] as const;

interface Props {
  experiment: Experiment;
  view: ResultView;
  onView: (view: ResultView) => void;
}

/** The items of an experiment, all of them or those of an outcome and a cell of the table above. */
export function ItemsOf({ experiment, view, onView }: Props) {
  const { t } = useTranslation();
  return (
    <Section title={t('experiments.items')}>
      <div className={page.deeds}>
        <NativeSelect
          size="xs"
          aria-label={t('experiments.items.which')}
          value={view.outcome ?? 'every'}
          data={(view.against ? AGAINST : OUTCOMES).map((value) => ({
            value,
            label: t(`experiments.items.${value}`),
          }))}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            const outcome = EXPERIMENT_OUTCOMES.find((each) => each === chosen);
            onView({ ...view, outcome });
          }}
        />
        {(['expected', 'predicted'] as const).map((side) => {
          const label = view[side];
          return (
            label !== undefined && (
              <FixedFilter key={side} onRemove={() => onView({ ...view, [side]: undefined })}>
                {t(`experiments.filter.${side}`, { label })}
              </FixedFilter>
            )
          );
        })}
      </div>
      <List id={experiment.id} view={view} />
    </Section>
  );
}

function List({ id, view }: { id: string; view: ResultView }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(experimentItems(id, view));
  const items = list.data?.pages.flatMap((each) => each.items) ?? [];
  if (list.isPending) return <Skeleton height={160} />;
  if (list.error && items.length === 0) {
    return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (items.length === 0) return <p className={detail.dim}>{t('experiments.items.none')}</p>;
  return (
    <>
      <ExperimentItems items={items} isCompared={view.against !== undefined} />
      <ReadProblem list={list} />
      {list.hasNextPage && (
        <div className={page.more}>
          <LoadMore list={list} />
        </div>
      )}
    </>
  );
}
