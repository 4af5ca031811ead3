import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconFilterOff, IconMoodCheck, IconTimeline } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSlowest, traceList, type TraceListView } from '../api/traceList';
import { findTrace } from '../api/traces';
import { present } from '../api/view';
import { ComparedNote } from '../components/ComparedNote';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { TimeRange } from '../components/TimeRange';
import { TraceTable } from '../components/TraceTable';
import classes from './Traces.module.css';

const route = getRouteApi('/traces');
const SHOWN = ['all', 'failed'] as const;
const ORDERS = ['latest', 'slowest'] as const;

/** The latest traces or the slowest, and the way to any other: by its id, or by a task's. */
export function Traces() {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(traceList(view));
  const traces = list.data?.pages.flatMap((page) => page.items) ?? [];
  const compared = list.data?.pages[0]?.compared;
  const show = (change: TraceListView) =>
    void navigate({ search: present({ ...view, ...change }) });
  return (
    <ListPage
      title={t('nav.traces')}
      help={t('traces.help')}
      filter={{
        label: t('traces.filter'),
        value: view.only ?? 'all',
        options: SHOWN.map((value) => ({ value, label: t(`traces.${value}`) })),
        onChange: (chosen) => show({ only: chosen === 'failed' ? chosen : undefined }),
      }}
      actions={
        <>
          <Order view={view} onChange={show} />
          <Find project={view.project} />
        </>
      }
      isWide
      list={list}
      isEmpty={traces.length === 0}
      empty={<Nothing view={view} onChange={show} />}
    >
      {compared && (
        <ComparedNote
          {...{ compared, view, isBusy: list.isFetching }}
          onAgain={() => void list.refetch()}
        />
      )}
      <TraceTable {...{ traces, project: view.project, isSlowest: isSlowest(view) }} />
    </ListPage>
  );
}

interface Chooser {
  view: TraceListView;
  onChange: (change: TraceListView) => void;
}

/** The latest or the slowest, and of which time; the latest of all need none. */
function Order({ view, onChange }: Chooser) {
  const { t } = useTranslation();
  const hasTime = isSlowest(view) || view.from !== undefined || view.to !== undefined;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t('traces.order')}
        data={ORDERS.map((value) => ({ value, label: t(`traces.${value}`) }))}
        value={isSlowest(view) ? 'slowest' : 'latest'}
        onChange={(chosen) => onChange({ sort: chosen === 'slowest' ? 'duration' : undefined })}
      />
      {hasTime && <TimeRange bounds={view} {...{ onChange }} />}
    </>
  );
}

function Find({ project }: { project: string | undefined }) {
  const { t } = useTranslation();
  const [word, setWord] = useState('');
  const navigate = useNavigate();
  const finding = useMutation({
    mutationFn: findTrace,
    onSuccess: (id) => {
      if (id !== null)
        void navigate({ to: '/traces/$id', params: { id }, search: present({ project }) });
    },
  });
  const fault = finding.data === null ? t('traces.find.fault') : finding.error?.message;
  return (
    <form
      className={classes.find}
      onSubmit={(event) => {
        event.preventDefault();
        finding.mutate(word);
      }}
    >
      <TextInput
        className={classes.word}
        size="xs"
        aria-label={t('traces.find')}
        placeholder={t('traces.find.help')}
        required
        spellCheck={false}
        autoComplete="off"
        value={word}
        error={fault}
        onChange={(event) => {
          setWord(event.currentTarget.value);
          finding.reset();
        }}
      />
      <Button type="submit" size="xs" variant="default" loading={finding.isPending}>
        {t('traces.open')}
      </Button>
    </form>
  );
}

function Nothing({ view, onChange }: Chooser) {
  const { t } = useTranslation();
  if (isSlowest(view) || view.from || view.to) {
    return (
      <Notice
        icon={<IconFilterOff size={28} />}
        title={t('traces.empty.time')}
        help={t('traces.empty.time.help')}
        action={
          <Button
            size="xs"
            variant="default"
            onClick={() => onChange({ sort: undefined, from: undefined, to: undefined })}
          >
            {t('traces.empty.latest')}
          </Button>
        }
      />
    );
  }
  if (!view.only) {
    return (
      <Notice
        icon={<IconTimeline size={28} />}
        title={t(view.project ? 'traces.empty.project' : 'traces.empty')}
        help={t('traces.empty.help')}
      />
    );
  }
  return (
    <Notice
      icon={<IconMoodCheck size={28} />}
      title={t(view.project ? 'traces.empty.failed.project' : 'traces.empty.failed')}
      help={t('traces.empty.failed.help')}
      action={
        <Button size="xs" variant="default" onClick={() => onChange({ only: undefined })}>
          {t('traces.empty.all')}
        </Button>
      }
    />
  );
}
