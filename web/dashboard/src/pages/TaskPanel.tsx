import { Tabs } from '@mantine/core';
import { IconFileText, IconListDetails, IconTimeline, type TablerIcon } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { TABS, type PanelView, type Tab } from '../api/panel';
import { pastTaskDetail, taskDetail, type TaskView } from '../api/tasks';
import type { TaskDetail } from '../api/types';
import { LoadProblem } from '../components/LoadProblem';
import { PanelLoading, PanelMissing, PartLoading } from '../components/PanelStates';
import classes from '../components/TaskDetail.module.css';
import { TaskHeading } from '../components/TaskHeading';
import { useKeys } from '../components/useKeys';
import { TaskControl } from './TaskControl';
import { TaskOverview } from './TaskOverview';
import { useAsOf } from './useAsOf';

const TaskTrace = lazy(async () => ({ default: (await import('./TaskTrace')).TaskTrace }));
const TaskLogs = lazy(async () => ({ default: (await import('./TaskLogs')).TaskLogs }));

interface Props {
  id: string;
  view: PanelView;
  onView: (change: Partial<PanelView>) => void;
  onClose: () => void;
  onFilter: (filter: Partial<TaskView>) => void;
}

/** The open task: what it is and what can be done above, what happened to it in tabs. */
export function TaskPanel({ id, ...panel }: Props) {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const present = useQuery({ ...taskDetail(id), enabled: asOf === undefined });
  const past = useQuery({ ...pastTaskDetail(id, asOf ?? ''), enabled: asOf !== undefined });
  const { data, error, refetch } = asOf === undefined ? present : past;
  if (isStatus(error, 404)) {
    return (
      <PanelMissing
        title={t(asOf === undefined ? 'task.missing' : 'moment.missing')}
        help={t(asOf === undefined ? 'task.missing.help' : 'moment.missing.help')}
        close={t('task.close')}
        onClose={panel.onClose}
      />
    );
  }
  if (data) return <Detail task={data} {...panel} />;
  if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  return <PanelLoading />;
}

type DetailProps = Omit<Props, 'id'> & { task: TaskDetail };

function Detail({ task, view, onView, onClose, onFilter }: DetailProps) {
  const { t } = useTranslation();
  const isPast = useAsOf() !== undefined;
  // Logs and spans are not kept by moment.
  const tab: Tab = isPast ? 'overview' : (view.tab ?? 'overview');
  const key = (name: Tab, icon: TablerIcon) => {
    return {
      does: t(`task.tab.${name}`),
      act: () => onView({ tab: TABS.find((each) => each === name) }),
      icon,
    };
  };
  useKeys(t('keys.task'), {
    ...(!isPast && { o: key('overview', IconListDetails), l: key('logs', IconFileText) }),
    ...(!isPast && task.trace_id && { t: key('trace', IconTimeline) }),
  });
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <TaskHeading
          {...{ task, onClose }}
          isWide={view.wide !== undefined}
          onWide={() => onView({ wide: view.wide ? undefined : 'yes' })}
        >
          {isPast ? <OpenNow /> : <TaskControl task={task} />}
        </TaskHeading>
      </div>
      <Tabs
        className={classes.tabs}
        keepMounted={false}
        value={tab}
        onChange={(value) => onView({ tab: TABS.find((each) => each === value) })}
      >
        <Tabs.List className={classes.tablist} aria-label={t('task.tabs')}>
          <Tabs.Tab value="overview">{t('task.tab.overview')}</Tabs.Tab>
          {!isPast && <Tabs.Tab value="logs">{t('task.tab.logs')}</Tabs.Tab>}
          {!isPast && task.trace_id && <Tabs.Tab value="trace">{t('task.tab.trace')}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="overview" className={classes.scroll}>
          <TaskOverview
            {...{ task, onFilter }}
            peer={view.compare}
            onPeer={(peer) => onView({ compare: peer })}
            onLogs={(number) => onView({ tab: 'logs', attempt: String(number) })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="logs" className={classes.fill}>
          <Suspense fallback={<PartLoading />}>
            <TaskLogs {...{ task, view, onView }} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="trace" className={classes.fill}>
          <Suspense fallback={<PartLoading />}>
            <TaskTrace
              id={task.trace_id}
              task={task.id}
              span={view.span_id}
              onSpan={(span) => onView({ span_id: span })}
            />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function OpenNow() {
  const { t } = useTranslation();
  return (
    <Link
      from="/"
      to="/"
      search={(search) => ({ ...search, as_of: undefined })}
      className={classes.now}
    >
      {t('moment.task')}
    </Link>
  );
}
