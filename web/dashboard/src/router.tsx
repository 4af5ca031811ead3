/** Addresses. What a page shows is in its URL, so Back, reload and a sent link all work. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import * as v from 'valibot';
import { alertsSearch } from './api/alerts';
import { word } from './api/address';
import { errorsSearch } from './api/deadLetters';
import { eventSearch } from './api/eventLog';
import { experimentSearch, resultSearch } from './api/experiments';
import { messageSearch } from './api/messages';
import { part } from './api/parts';
import { proposalSearch } from './api/proposals';
import { runSearch } from './api/runs';
import { itemSearch } from './api/taskItems';
import { topicSearch } from './api/topics';
import { readBoard } from './api/view';
import { traceListSearch } from './api/traceList';
import { PageBroke, PageMissing } from './components/PageNotices';
import { Board } from './pages/Board';
import { Gate } from './pages/Gate';

// The chosen project stays in the address from page to page, whether or not one lists by it.
const everywhere = v.object({ project: word });

const root = createRootRoute({
  validateSearch: everywhere,
  component: Gate,
  notFoundComponent: PageMissing,
});

const board = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readBoard,
  component: Board,
});

const proposals = createRoute({
  getParentRoute: () => root,
  path: '/proposals',
  validateSearch: proposalSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Proposals')), 'Proposals'),
});

const topics = createRoute({
  getParentRoute: () => root,
  path: '/topics',
  validateSearch: topicSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Topics')), 'Topics'),
});

const messages = createRoute({
  getParentRoute: () => root,
  path: '/messages',
  validateSearch: messageSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Messages')), 'Messages'),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Runs')), 'Runs'),
});

const experiments = createRoute({
  getParentRoute: () => root,
  path: '/experiments',
  validateSearch: experimentSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Experiments')), 'Experiments'),
});

const experiment = createRoute({
  getParentRoute: () => root,
  path: '/experiments/$id',
  validateSearch: resultSearch,
  component: lazyRouteComponent(
    () => part(() => import('./pages/ExperimentPage')),
    'ExperimentPage',
  ),
});

const taskItems = createRoute({
  getParentRoute: () => root,
  path: '/task-items',
  validateSearch: itemSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/TaskItems')), 'TaskItems'),
});

const workers = createRoute({
  getParentRoute: () => root,
  path: '/workers',
  component: lazyRouteComponent(() => part(() => import('./pages/Workers')), 'Workers'),
});

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  component: lazyRouteComponent(() => part(() => import('./pages/Schedules')), 'Schedules'),
});

const peopleSearch = v.object({ q: word });

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  validateSearch: peopleSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/People')), 'People'),
});

const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  component: lazyRouteComponent(() => part(() => import('./pages/Projects')), 'Projects'),
});

const members = createRoute({
  getParentRoute: () => root,
  path: '/projects/$project',
  component: lazyRouteComponent(() => part(() => import('./pages/Members')), 'Members'),
});

const errors = createRoute({
  getParentRoute: () => root,
  path: '/errors',
  validateSearch: errorsSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Errors')), 'Errors'),
});

const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  validateSearch: eventSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Events')), 'Events'),
});

const traces = createRoute({
  getParentRoute: () => root,
  path: '/traces',
  validateSearch: traceListSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Traces')), 'Traces'),
});

const traceSearch = v.object({ span: word });

const trace = createRoute({
  getParentRoute: () => root,
  path: '/traces/$id',
  validateSearch: traceSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/TracePage')), 'TracePage'),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => part(() => import('./pages/OwnAccount')), 'OwnAccount'),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => part(() => import('./pages/Alerts')), 'Alerts'),
});

const queues = createRoute({
  getParentRoute: () => root,
  path: '/queues',
  component: lazyRouteComponent(() => part(() => import('./pages/Queues')), 'Queues'),
});

const system = createRoute({
  getParentRoute: () => root,
  path: '/system',
  component: lazyRouteComponent(() => part(() => import('./pages/System')), 'System'),
});

const operate = [
  ...([board, queues, workers, schedules, errors, events, alerts, traces, trace] as const),
] as const;
const work = [
  ...([proposals, runs, experiments, experiment, taskItems, topics, messages] as const),
] as const;
const administer = [people, projects, members, account, system] as const;

export function newRouter(history?: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren([...operate, ...work, ...administer]),
    ...(history && { history }),
    parseSearch,
    stringifySearch,
    // What a page does not know is not asked of the server either.
    search: { strict: true },
    defaultErrorComponent: PageBroke,
  });
}

/**
 * Plain `key=value` pairs, repeated for several values, instead of the router's JSON. What is
 * empty is none, as it is never written.
 */
export function parseSearch(search: string): Record<string, string | string[]> {
  const pairs = [...new URLSearchParams(search)].filter(([, value]) => value !== '');
  return Object.fromEntries(
    pairs.map(([key, first]) => {
      const values = pairs.flatMap(([each, value]) => (each === key ? [value] : []));
      return [key, values.length > 1 ? values : first];
    }),
  );
}

export function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).flatMap(([key, value]) =>
    [value]
      .flat()
      .filter((each) => typeof each === 'string' && each !== '')
      .map((each) => [key, String(each)]),
  );
  return pairs.length ? `?${new URLSearchParams(pairs)}` : '';
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
