import { Button } from '@mantine/core';
import { IconPlayerStop, IconQuestionMark, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import {
  createExperiment,
  deleteExperiment,
  experimentComparison,
  experimentDetail,
  isUnfinished,
  stopExperiment,
  type ResultView,
} from '../api/experiments';
import type { ExperimentDetail } from '../api/types';
import { present } from '../api/view';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { ExperimentState } from '../components/ExperimentState';
import { ExperimentFacts, ExperimentView } from '../components/ExperimentView';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import page from '../components/Page.module.css';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import { PanelLoading } from '../components/PanelStates';
import detail from '../components/TaskDetail.module.css';
import { Beside } from './ExperimentBeside';
import { ItemsOf } from './ExperimentItemList';
import { useMayAct } from './me';
import { useDeed } from './useDeed';

const route = getRouteApi('/experiments/$id');

/** One experiment over the whole page. */
export function ExperimentPage() {
  const { t } = useTranslation();
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(experimentDetail(id));
  // One that was deleted meanwhile is known still, and not here.
  if (data && !isStatus(error, 404)) return <Shown key={id} experiment={data} />;
  return (
    <section className={page.page} aria-label={t('experiments.list')}>
      <PageHead title={t('experiments.list')}>
        <Link to="/experiments">{t('experiments.all')}</Link>
      </PageHead>
      <PageBody>
        {isStatus(error, 404) && (
          <Notice
            urgent
            icon={<IconQuestionMark size={28} />}
            title={t('experiments.missing')}
            help={t('experiments.missing.help')}
          />
        )}
        {error && !isStatus(error, 404) && (
          <LoadProblem error={error} onRetry={() => void refetch()} />
        )}
        {!error && <PanelLoading />}
      </PageBody>
    </section>
  );
}

function Shown({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const asked = route.useSearch();
  const { error } = useQuery(experimentComparison(experiment.id, asked.against));
  const isOtherGone = isStatus(error, 404);
  const view = isOtherGone ? alone(asked) : asked;
  const navigate = route.useNavigate();
  const show = (search: ResultView) => void navigate({ search: present(search), replace: true });
  return (
    <section className={page.page} aria-label={experiment.name}>
      <PageHead title={experiment.name}>
        <ExperimentState state={experiment.state} />
        <Deeds experiment={experiment} />
        <Deletion experiment={experiment} />
        <Link to="/experiments">{t('experiments.all')}</Link>
      </PageHead>
      <PageBody>
        <div className={detail.detail}>
          <ExperimentView {...{ experiment, view }} />
          {isOtherGone && <p role="status">{t('experiments.compare.gone')}</p>}
          {experiment.metrics && (
            <Beside
              {...{ experiment, metrics: experiment.metrics, view }}
              onChoose={(against) => show(against ? { ...view, against } : alone(view))}
            />
          )}
          <ItemsOf {...{ experiment, view }} onView={show} />
          <ExperimentFacts experiment={experiment} />
        </div>
      </PageBody>
    </section>
  );
}

/** Compared with nothing, no item is better or worse. */
function alone({ outcome, expected, predicted }: ResultView): ResultView {
  const isRelative = outcome === 'better' || outcome === 'worse';
  return { expected, predicted, outcome: isRelative ? undefined : outcome };
}

/** Stop what is not over, and run over the same items what is. */
function Deeds({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayAct = useMayAct(experiment.project);
  const stopping = useDeed({
    name: `${t('experiments.stop')}: ${experiment.name}`,
    mutationFn: () => stopExperiment(experiment),
    onSettled: () => client.invalidateQueries({ queryKey: ['experiments'] }),
  });
  const repeating = useDeed({
    name: `${t('experiments.again')}: ${experiment.name}`,
    mutationFn: () => {
      const { project, name, id } = experiment;
      return createExperiment({ project, name, again_of: id });
    },
    // Whoever repeats one wants to see them beside each other.
    onDone: ({ id }) =>
      void navigate({
        to: '/experiments/$id',
        params: { id },
        search: experiment.metrics ? { against: experiment.id } : {},
      }),
  });
  if (!mayAct) return null;
  const isOver = !isUnfinished(experiment);
  const refusal = isOver ? repeating.error : stopping.error;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={isOver ? <IconRefresh size={14} /> : <IconPlayerStop size={14} />}
        loading={isOver ? repeating.isPending : stopping.isPending}
        onClick={() => (isOver ? repeating.mutate() : stopping.mutate())}
      >
        {t(isOver ? 'experiments.again' : 'experiments.stop')}
      </Button>
      {refusal && (
        <p className={detail.refused} role="alert">
          {refusal.message}
        </p>
      )}
    </>
  );
}

/** What is over can go, with all that belongs to it. */
function Deletion({ experiment }: { experiment: ExperimentDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayAct = useMayAct(experiment.project);
  const [isAsked, setAsked] = useState(false);
  const title = t('experiments.delete.title', { name: experiment.name });
  const deleting = useDeed({
    name: title,
    mutationFn: () => deleteExperiment(experiment.id),
    onDone: () => void navigate({ to: '/experiments' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['experiments', 'list'] }),
  });
  if (!mayAct || isUnfinished(experiment)) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={14} />}
        onClick={() => setAsked(true)}
      >
        {t('experiments.delete')}
      </Button>
      {isAsked && (
        <ConfirmDialog
          title={title}
          help={t('experiments.delete.help')}
          action={t('experiments.delete')}
          isBusy={deleting.isPending}
          error={deleting.error}
          onConfirm={() => deleting.mutate()}
          onClose={() => {
            setAsked(false);
            deleting.reset();
          }}
        />
      )}
    </>
  );
}
