/** The pages, as the sidebar lists them. A page that is not listed has no way to it. */
import {
  IconBell,
  IconBug,
  IconBulb,
  IconCalendarTime,
  IconChecklist,
  IconFolders,
  IconHeartRateMonitor,
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
import type { Key } from './i18n/en';

export interface Destination {
  to: NonNullable<LinkProps['to']>;
  label: Key;
  icon: TablerIcon;
  /** Others have nothing to see there. */
  adminsOnly?: true;
}

export interface Group {
  label: Key;
  pages: readonly Destination[];
}

export const GROUPS: readonly Group[] = [
  {
    label: 'nav.operate',
    pages: [
      { to: '/', label: 'nav.tasks', icon: IconListCheck },
      { to: '/queues', label: 'nav.queues', icon: IconStack2 },
      { to: '/workers', label: 'nav.workers', icon: IconServer },
      { to: '/schedules', label: 'nav.schedules', icon: IconCalendarTime },
      { to: '/errors', label: 'nav.errors', icon: IconBug },
      { to: '/traces', label: 'nav.traces', icon: IconTimeline },
      { to: '/alerts', label: 'nav.alerts', icon: IconBell, adminsOnly: true },
    ],
  },
  {
    label: 'nav.work',
    pages: [
      { to: '/proposals', label: 'nav.proposals', icon: IconBulb },
      { to: '/runs', label: 'nav.runs', icon: IconReportAnalytics },
      { to: '/task-items', label: 'nav.items', icon: IconChecklist },
      { to: '/topics', label: 'nav.topics', icon: IconTags },
      { to: '/messages', label: 'nav.messages', icon: IconMessages },
    ],
  },
  {
    label: 'nav.administer',
    pages: [
      { to: '/projects', label: 'nav.projects', icon: IconFolders },
      { to: '/people', label: 'nav.people', icon: IconUsers, adminsOnly: true },
      { to: '/system', label: 'nav.system', icon: IconHeartRateMonitor, adminsOnly: true },
    ],
  },
];
