import { ActionIcon } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChartLine, IconHistory, type Icon } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { msOf } from '../api/moments';
import type { ChartView } from '../api/series';
import { CLOSED, panelOf, present, viewOf, type BoardSearch } from '../api/view';
import { PanelLoading } from '../components/PanelStates';
import { useEscape } from '../components/useEscape';
import { MomentContext } from '../components/useNow';
import classes from './Board.module.css';
import { TaskList } from './TaskList';
import { Views } from './Views';

// The list comes first; what draws is large, and so is what shows a task.
const Charts = lazy(async () => ({ default: (await import('./Charts')).Charts }));
const importPanel = async () => ({ default: (await import('./TaskPanel')).TaskPanel });
const TaskPanel = lazy(importPanel);
const Moment = lazy(async () => ({ default: (await import('./Moment')).Moment }));
const SOON = 2000; // ms after which the panel is loaded, before anybody opens a task
// Whoever opens a task asks for it again, and is told.
const ignore = () => undefined;
const ROOM_FOR_CHARTS = '(min-width: 901px) and (min-height: 700px)';

const route = getRouteApi('/');

/** The live list with its charts, and the open task beside it. */
export function Board() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const hasRoom = useMediaQuery(ROOM_FOR_CHARTS, undefined, { getInitialValueInEffect: false });
  const view = viewOf(search);
  const chart: ChartView = { chart: search.chart, by: search.by, span: search.span };
  const { as_of: asOf, bulk } = search;
  const isDrawn = search.chart === undefined ? hasRoom : search.chart !== 'none';
  const areDrawn = isDrawn && asOf === undefined;
  // What was chosen meanwhile stays, where an answer is what leads on.
  const go = (change: BoardSearch, replace = false) =>
    void navigate({ search: (now) => present({ ...now, ...change }), replace });
  const close = () => go(CLOSED);
  useEscape(close);
  useEffect(() => {
    const timer = setTimeout(() => importPanel().catch(ignore), SOON);
    return () => clearTimeout(timer);
  }, []);

  return (
    <MomentContext value={asOf === undefined ? null : msOf(asOf)}>
      <div className={classes.page}>
        {asOf !== undefined && (
          <Suspense>
            <Moment
              asOf={asOf}
              window={search.window}
              onWindow={(window) => go({ window }, true)}
              onMove={(as_of, replace) => go({ as_of }, replace)}
              onLeave={() => go({ as_of: undefined, window: undefined })}
            />
          </Suspense>
        )}
        <div
          className={classes.board}
          data-open={search.task !== undefined}
          data-wide={search.wide}
        >
          <section className={classes.list} aria-label={t('tasks.list')}>
            {areDrawn && (
              <Suspense fallback={<div className={classes.charts} />}>
                <Charts view={view} chart={chart} onChange={go} />
              </Suspense>
            )}
            <TaskList
              view={view}
              columns={search.columns}
              asOf={asOf}
              openId={search.task}
              bulk={bulk}
              tools={
                asOf === undefined && (
                  <>
                    <Tool
                      label={t('moment.show')}
                      icon={IconHistory}
                      onClick={() => go({ as_of: new Date().toISOString() })}
                    />
                    {!areDrawn && (
                      <Tool
                        label={t('charts.show')}
                        icon={IconChartLine}
                        onClick={() => go({ chart: 'throughput' })}
                      />
                    )}
                  </>
                )
              }
              views={
                <Views
                  search={search}
                  onBoard={(board) => void navigate({ search: present({ ...board, bulk }) })}
                />
              }
              onColumns={(columns) => go({ columns })}
              onView={go}
              onBulk={(id) => go({ bulk: id })}
              onClear={() => void navigate({ search: present({ ...chart, ...cleared(search) }) })}
            />
          </section>
          {search.task !== undefined && (
            <aside className={classes.panel} aria-label={t('task.panel', { id: search.task })}>
              <Suspense fallback={<PanelLoading />}>
                <TaskPanel
                  key={search.task}
                  id={search.task}
                  view={panelOf(search)}
                  onView={go}
                  onClose={close}
                  onFilter={go}
                />
              </Suspense>
            </aside>
          )}
        </div>
      </div>
    </MomentContext>
  );
}

function Tool({ label, icon: Shape, onClick }: { label: string; icon: Icon; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size={30} aria-label={label} title={label} onClick={onClick}>
      <Shape size={16} />
    </ActionIcon>
  );
}

/** What is left when the filters are. */
function cleared(search: BoardSearch): BoardSearch {
  const { sort, task, columns, view, bulk, as_of, window } = search;
  return present({ sort, task, columns, view, bulk, as_of, window, ...panelOf(search) });
}
