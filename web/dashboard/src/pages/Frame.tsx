import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { metrics } from '../api/metrics';
import type { Me } from '../api/types';
import { useLiveStatus } from '../api/useLive';
import { ConnectionLight } from '../components/ConnectionLight';
import { Mark } from '../components/Mark';
import { Metrics } from '../components/Metrics';
import { ThemeSwitch } from '../components/ThemeSwitch';
import { Account } from './Account';
import classes from './Frame.module.css';
import { MeContext } from './me';
import { PauseNotices, PauseSwitch } from './QueueControl';

/** What stands around every page. */
export function Frame({ me }: { me: Me }) {
  const { t } = useTranslation();
  const summary = useQuery(metrics);
  const isAdmin = me.role === 'admin';
  return (
    <MeContext value={me}>
      <div className={classes.frame}>
        <header className={classes.header}>
          <Link to="/" className={classes.brand} activeProps={{ 'aria-current': undefined }}>
            <Mark size={26} />
            Orakul
          </Link>
          <nav className={classes.nav} aria-label={t('nav.label')}>
            <Link to="/">{t('nav.tasks')}</Link>
            <Link to="/proposals">{t('nav.proposals')}</Link>
            <Link to="/topics">{t('nav.topics')}</Link>
            <Link to="/messages">{t('nav.messages')}</Link>
          </nav>
          <div className={classes.metrics}>
            <Metrics metrics={summary.data} />
          </div>
          <div className={classes.controls}>
            <Connection />
            {isAdmin && <PauseSwitch />}
            <ThemeSwitch />
            <Account me={me} />
          </div>
        </header>
        <Disconnection />
        {isAdmin && <PauseNotices />}
        <main className={classes.main}>
          <Outlet />
        </main>
      </div>
    </MeContext>
  );
}

/** Says what it means for the reader, once it lasts. */
function Disconnection() {
  const { t } = useTranslation();
  const { stream } = useLiveStatus();
  if (stream !== 'offline') return null;
  return (
    <p className={classes.offline} role="alert">
      {t('stream.lost.help')}
    </p>
  );
}

/** Apart from the frame, because its latency changes with every event. */
function Connection() {
  return <ConnectionLight {...useLiveStatus()} />;
}
