import {
  IconBookmark,
  IconChartLine,
  IconFileImport,
  IconFlask,
  IconFolder,
  IconHistory,
  IconKeyboard,
  IconLanguage,
  IconLayoutList,
  IconLogout,
  IconMoon,
  IconPlayerPause,
  IconPlayerPlay,
  IconReportAnalytics,
  IconSun,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { writableOf } from '../api/projects';
import { pauses, resumeQueue } from '../api/queue';
import { boardOf, savedViews } from '../api/savedViews';
import type { Me } from '../api/types';
import type { Command } from '../components/Palette';
import { useDensity } from '../components/useDensity';
import { keysAtHand } from '../components/useKeys';
import { useTheme } from '../components/useTheme';
import { isLanguage, LANGUAGES } from '../i18n';
import { groupsFor } from '../navigation';
import type { Overlay } from './Overlays';
import { useAsOf } from './useAsOf';
import { useLanguage } from './useLanguage';
import { useProject } from './useProject';
import { useSignOut } from './useSignOut';

/** The pages that *me* finds in the sidebar; the chosen project stays chosen. */
export function usePageCommands(me: Me): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [project] = useProject();
  return groupsFor(me.role === 'admin').flatMap((group) =>
    group.pages.map(({ to, label, icon }) => ({
      id: `page-${to}`,
      label: t(label),
      hint: t(group.label),
      icon,
      run: () => void navigate({ to, search: { project } }),
    })),
  );
}

/** The saved views of the board. */
export function useViewCommands(): Command[] {
  const navigate = useNavigate();
  const { data: views = [] } = useQuery(savedViews);
  return views.map((view) => ({
    id: `view-${view.id}`,
    label: view.name,
    hint: [view.owner.name, view.project].filter((each) => each !== null).join(' · '),
    icon: IconBookmark,
    run: () => void navigate({ to: '/', search: boardOf(view) }),
  }));
}

/** What the page at hand does by a key. */
export function usePageDeeds(): Command[] {
  const [groups] = useState(keysAtHand);
  return groups.flatMap(({ keys }) =>
    Object.entries(keys).flatMap(([key, { does, act, icon }]) =>
      act && icon ? [{ id: `key-${key}`, label: does, hint: key, icon, run: () => act() }] : [],
    ),
  );
}

/** What does not belong to the page at hand. */
export function useActions(me: Me, onOpen: (overlay: Overlay) => void): Command[] {
  const { t } = useTranslation();
  const appearance = useAppearance();
  const pausing = usePausing(onOpen);
  const isPast = useAsOf() !== undefined;
  const projects = useProjects(me);
  const making = useMaking(onOpen);
  const boards = useBoards();
  const signOut = useSignOut();
  return [
    // What acts, acts now, which is not what one looks at.
    ...(me.role === 'admin' && !isPast ? [pausing] : []),
    ...(writableOf(me).length > 0 ? making : []),
    ...boards,
    ...appearance,
    {
      id: 'keys',
      label: t('keys.title'),
      hint: '?',
      icon: IconKeyboard,
      run: () => onOpen('keys'),
    },
    ...projects,
    { id: 'signout', label: t('menu.signout'), icon: IconLogout, run: signOut },
  ];
}

function useMaking(onOpen: (overlay: Overlay) => void): Command[] {
  const { t } = useTranslation();
  const kinds = [
    ['import', t('palette.import'), IconFileImport],
    ['run', t('runs.new'), IconReportAnalytics],
    ['experiment', t('experiments.new'), IconFlask],
  ] as const;
  return kinds.map(([what, label, icon]) => ({
    ...{ id: `make-${what}`, label, icon },
    run: () => onOpen(what),
  }));
}

/** The board with its charts, and as it was. */
function useBoards(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [project] = useProject();
  return [
    {
      id: 'charts',
      label: t('charts.show'),
      icon: IconChartLine,
      run: () => void navigate({ to: '/', search: { project, chart: 'throughput' } }),
    },
    {
      id: 'past',
      label: t('moment.show'),
      icon: IconHistory,
      run: () => void navigate({ to: '/', search: { project, as_of: new Date().toISOString() } }),
    },
  ];
}

/** Theme, density and language. */
function useAppearance(): Command[] {
  const { t, i18n } = useTranslation();
  const choose = useLanguage();
  const { isDark, choose: chooseTheme } = useTheme();
  const [density, setDensity] = useDensity();
  const other = density === 'compact' ? 'comfortable' : 'compact';
  return [
    {
      id: 'theme',
      label: t(isDark ? 'theme.light' : 'theme.dark'),
      icon: isDark ? IconSun : IconMoon,
      run: () => chooseTheme(isDark ? 'light' : 'dark'),
    },
    {
      id: 'density',
      label: `${t('density.label')}: ${t(`density.${other}`)}`,
      icon: IconLayoutList,
      run: () => setDensity(other),
    },
    ...Object.entries(LANGUAGES)
      .filter(([code]) => code !== i18n.language)
      .map(([code, name]) => ({
        id: `language-${code}`,
        label: `${t('menu.language')}: ${name}`,
        icon: IconLanguage,
        run: () => isLanguage(code) && choose(code),
      })),
  ];
}

/** Pausing all queues, or taking that back. */
function usePausing(onOpen: (overlay: Overlay) => void): Command {
  const { t } = useTranslation();
  const client = useQueryClient();
  const paused = useQuery({ ...pauses, enabled: false });
  const resuming = useMutation({
    mutationFn: resumeQueue,
    meta: { failed: 'queue.resume.failed' },
    onSuccess: () => client.invalidateQueries({ queryKey: pauses.queryKey }),
  });
  const whole = paused.data?.find(({ queue, task }) => queue === null && task === null);
  return whole
    ? {
        id: 'resume',
        label: t('queue.resume'),
        icon: IconPlayerPlay,
        run: () => resuming.mutate(whole),
      }
    : { id: 'pause', label: t('queue.pause'), icon: IconPlayerPause, run: () => onOpen('pause') };
}

function useProjects({ projects }: Me): Command[] {
  const { t } = useTranslation();
  const [chosen, choose] = useProject();
  const all = { id: 'all', slug: undefined, name: t('project.all') };
  return (projects.length > 0 ? [all, ...projects] : [])
    .filter(({ slug }) => slug !== chosen)
    .map(({ id, slug, name }) => ({
      id: `project-${id}`,
      label: t('project.switch', { name }),
      icon: IconFolder,
      run: () => choose(slug),
    }));
}
