import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { IconMenu2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { metrics } from '../api/metrics';
import type { Me } from '../api/types';
import { useLiveStatus } from '../api/useLive';
import { Metrics } from '../components/Metrics';
import { Sidebar } from '../components/Sidebar';
import { ThemeSwitch } from '../components/ThemeSwitch';
import { GROUPS } from '../navigation';
import { Account } from './Account';
import { Connection } from './Connection';
import classes from './Frame.module.css';
import { MeContext } from './me';
import { PauseNotices, PauseSwitch } from './QueueControl';

/** What stands around every page. */
export function Frame({ me }: { me: Me }) {
  const isAdmin = me.role === 'admin';
  const groups = GROUPS.map((group) => ({
    ...group,
    pages: group.pages.filter((page) => isAdmin || !page.adminsOnly),
  })).filter((group) => group.pages.length > 0);
  const [isNarrow, setNarrow] = useLocalStorage({
    key: 'orakul.sidebar.narrow',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [menu, { open, close }] = useDisclosure();
  const { t } = useTranslation();
  return (
    <MeContext value={me}>
      <div className={classes.frame}>
        <div className={classes.sidebar}>
          <Sidebar {...{ groups, isNarrow }} onNarrow={setNarrow} />
        </div>
        <Drawer
          opened={menu}
          onClose={close}
          size={208}
          withCloseButton={false}
          padding={0}
          aria-label={t('nav.label')}
          classNames={{ body: classes.drawer }}
        >
          <Sidebar groups={groups} isNarrow={false} onChosen={close} />
        </Drawer>
        <div className={classes.page}>
          <Header me={me} onMenu={open} />
          <Disconnection />
          {isAdmin && <PauseNotices />}
          <main className={classes.main}>
            <Outlet />
          </main>
        </div>
      </div>
    </MeContext>
  );
}

function Header({ me, onMenu }: { me: Me; onMenu: () => void }) {
  const { t } = useTranslation();
  const summary = useQuery(metrics);
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
        <Metrics metrics={summary.data} readAt={summary.dataUpdatedAt} />
      </div>
      <div className={classes.controls}>
        <Connection />
        {me.role === 'admin' && <PauseSwitch />}
        <ThemeSwitch />
        <Account me={me} />
      </div>
    </header>
  );
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
