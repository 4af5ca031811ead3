/** The pages, as the sidebar lists them. A page that is not listed has no way to it. */
import {
  IconBell,
  IconBug,
  IconBulb,
  IconCalendarTime,
  IconChecklist,
  IconFlask,
  IconFolders,
  IconHeartRateMonitor,
  IconHistory,
  IconListCheck,
  IconMessages,
  IconReportAnalytics,
  IconServer,
  IconStack2,
  IconTags,
  IconTimeline,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Badge } from './api/badges';
import type { Key } from './i18n/en';

export interface Destination {
  to: NonNullable<LinkProps['to']>;
  label: Key;
  icon: TablerIcon;
  /** Others have nothing to see there. */
  adminsOnly?: true;
  /** Pressed after `g`, it leads there. */
  key?: string;
  /** What waits there for somebody to do it. */
  badge?: Badge;
}

export interface Group {
  label: Key;
  pages: readonly Destination[];
}

export const GROUPS: readonly Group[] = [
  {
    label: 'nav.operate',
    pages: [
      { to: '/', label: 'nav.tasks', icon: IconListCheck, key: 't' },
      { to: '/errors', label: 'nav.errors', icon: IconBug, key: 'x', badge: 'deadLetters' },
      { to: '/queues', label: 'nav.queues', icon: IconStack2, key: 'q' },
      { to: '/workers', label: 'nav.workers', icon: IconServer, key: 'w' },
      { to: '/schedules', label: 'nav.schedules', icon: IconCalendarTime, key: 's' },
      { to: '/events', label: 'nav.events', icon: IconHistory, key: 'v' },
      { to: '/traces', label: 'nav.traces', icon: IconTimeline, key: 'c' },
      {
        ...{ to: '/alerts', label: 'nav.alerts', icon: IconBell, adminsOnly: true },
        ...{ key: 'l', badge: 'alerts' },
      },
    ],
  },
  {
    label: 'nav.work',
    pages: [
      {
        ...{ to: '/proposals', label: 'nav.proposals', icon: IconBulb },
        ...{ key: 'p', badge: 'proposals' },
      },
      { to: '/runs', label: 'nav.runs', icon: IconReportAnalytics, key: 'u' },
      { to: '/experiments', label: 'nav.experiments', icon: IconFlask, key: 'f' },
      { to: '/task-items', label: 'nav.items', icon: IconChecklist, key: 'i' },
      { to: '/topics', label: 'nav.topics', icon: IconTags, key: 'o' },
      { to: '/messages', label: 'nav.messages', icon: IconMessages, key: 'n' },
    ],
  },
  {
    label: 'nav.administer',
    pages: [
      { to: '/projects', label: 'nav.projects', icon: IconFolders, key: 'd' },
      { to: '/people', label: 'nav.people', icon: IconUsers, adminsOnly: true, key: 'h' },
      {
        ...{ to: '/system', label: 'nav.system', icon: IconHeartRateMonitor, adminsOnly: true },
        key: 'y',
      },
    ],
  },
];

/** What somebody with these rights finds, in the order of the sidebar. */
export function groupsFor(isAdmin: boolean): Group[] {
  return GROUPS.map((group) => ({
    ...group,
    pages: group.pages.filter((page) => isAdmin || !page.adminsOnly),
  })).filter((group) => group.pages.length > 0);
}
