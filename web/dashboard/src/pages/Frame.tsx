import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { metrics, metricsTiming, minutes, minutesTiming, pastMetrics } from '../api/metrics';
import { useFailures } from '../api/failures';
import type { Me } from '../api/types';
import { useLiveStatus } from '../api/useLive';
import { useTimed } from '../api/useTimed';
import { Metrics } from '../components/Metrics';
import { PaletteButton } from '../components/PaletteButton';
import { ProjectSwitch } from '../components/ProjectSwitch';
import { Sidebar } from '../components/Sidebar';
import { Toasts } from '../components/Toasts';
import { ThemeSwitch } from '../components/ThemeSwitch';
import { useDensityOfPage } from '../components/useDensity';
import { groupsFor } from '../navigation';
import { Account } from './Account';
import { Connection } from './Connection';
import classes from './Frame.module.css';
import { MeContext } from './me';
import { Overlays, type Overlay } from './Overlays';
import { PauseNotices, PauseSwitch } from './QueueControl';
import { useAsOf } from './useAsOf';
import { useFrameKeys } from './useFrameKeys';
import { useProject } from './useProject';
import { useWaiting } from './useWaiting';

/** What stands around every page. */
export function Frame({ me }: { me: Me }) {
  const isAdmin = me.role === 'admin';
  const groups = groupsFor(isAdmin);
  const pages = groups.flatMap((group) => group.pages);
  const [isNarrow, setNarrow] = useLocalStorage({
    key: 'orakul.sidebar.narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [menu, { open, close }] = useDisclosure();
  const [overlay, setOverlay] = useState<Overlay>();
  const { t } = useTranslation();
  const [project, choose] = useProject();
  const waiting = useWaiting(pages, project);
  useDensityOfPage();
  useFrameKeys(pages, project, setOverlay);
  const projects = (isNarrow: boolean) =>
    me.projects.length > 0 && (
      <ProjectSwitch {...{ projects: me.projects, chosen: project, isNarrow }} onChoose={choose} />
    );
  const sidebar = { groups, project, waiting };
  return (
    <MeContext value={me}>
      <div className={classes.frame}>
        <div className={classes.sidebar}>
          <Sidebar
            {...{ ...sidebar, isNarrow, projects: projects(isNarrow) }}
            onNarrow={setNarrow}
          />
        </div>
        <Drawer
          opened={menu}
          onClose={close}
          size={208}
          withCloseButton={false}
          padding={0}
          attributes={{ content: { 'aria-label': t('nav.label') } }}
          classNames={{ body: classes.drawer }}
        >
          <Sidebar
            {...{ ...sidebar, projects: projects(false) }}
            isNarrow={false}
            onChosen={close}
          />
        </Drawer>
        <div className={classes.page}>
          <Header {...{ me, onMenu: open, onOverlay: setOverlay }} />
          <Disconnection />
          {isAdmin && <PauseNotices />}
          <main className={classes.main} tabIndex={-1}>
            <Outlet />
          </main>
          <Failures />
        </div>
      </div>
      <Overlays me={me} open={overlay} onOpen={setOverlay} />
    </MeContext>
  );
}

interface HeaderProps {
  me: Me;
  onMenu: () => void;
  onOverlay: (overlay: Overlay) => void;
}

function Header({ me, onMenu, onOverlay }: HeaderProps) {
  const { t } = useTranslation();
  const asOf = useAsOf();
  const [project] = useProject();
  const timed = useTimed(metricsTiming);
  const present = useQuery({ ...metrics(project), ...timed, enabled: asOf === undefined });
  const timedMinutes = useTimed(minutesTiming);
  const hour = useQuery({ ...minutes(project), ...timedMinutes, enabled: asOf === undefined });
  const past = useQuery({ ...pastMetrics(asOf ?? '', project), enabled: asOf !== undefined });
  const summary = asOf === undefined ? present : past;
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.menu}
        variant="subtle"
        color="gray"
        size={44}
        aria-label={t('nav.open')}
        aria-haspopup="dialog"
        onClick={onMenu}
      >
        <IconMenu2 size={20} />
      </ActionIcon>
      <div className={classes.metrics}>
        <Metrics summary={summary} minutes={hour} project={project} />
      </div>
      <div className={classes.controls}>
        <Connection />
        <PaletteButton onClick={() => onOverlay('palette')} />
        {me.role === 'admin' && asOf === undefined && (
          <PauseSwitch onPause={() => onOverlay('pause')} />
        )}
        <ThemeSwitch />
        <Account me={me} />
      </div>
    </header>
  );
}

/** Below every page, for what a menu or the palette that is closed by now began. */
function Failures() {
  const { failures, dismiss } = useFailures();
  return <Toasts failures={failures} onDismiss={dismiss} />;
}

/** Says what it means for the reader, once it lasts. */
function Disconnection() {
  const { t } = useTranslation();
  const { state } = useLiveStatus();
  if (state !== 'offline') return null;
  return (
    <p className={classes.offline} role="alert">
      {t('stream.lost.help')}
    </p>
  );
}
