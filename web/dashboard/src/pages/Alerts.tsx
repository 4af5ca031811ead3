import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ALERT_STATES, ALERT_VIEWS } from '../api/alerts';
import type { AlertState } from '../api/types';
import classes from '../components/Page.module.css';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import { AlertChannels } from './AlertChannels';
import { AlertList } from './AlertList';
import { AlertRules } from './AlertRules';
import { useIsAdmin } from './me';
import { OneAlert } from './OneAlert';

const route = getRouteApi('/alerts');

/** What is wrong now and was before, the rules that find it, and where it is told. */
export function Alerts() {
  const { t } = useTranslation();
  const { alert, show = alert ? 'one' : 'open' } = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useIsAdmin();
  return (
    <section className={classes.page} aria-label={t('alerts.title')}>
      <PageHead title={t('alerts.title')} help={t(`alerts.help.${show}`)}>
        {isAdmin && (
          <SegmentedControl
            size="xs"
            aria-label={t('alerts.show')}
            data={ALERT_VIEWS.map((value) => ({ value, label: t(`alerts.show.${value}`) }))}
            value={show}
            onChange={(chosen) => {
              const known = ALERT_VIEWS.find((each) => each === chosen);
              void navigate({ search: known && known !== 'open' ? { show: known } : {} });
            }}
          />
        )}
      </PageHead>
      <PageBody>
        <div className={classes.column}>
          {show === 'rules' && <AlertRules />}
          {show === 'channels' && <AlertChannels />}
          {show === 'one' && alert && <OneAlert id={alert} />}
          {isState(show) && <AlertList key={show} state={show} />}
        </div>
      </PageBody>
    </section>
  );
}

function isState(show: string): show is AlertState {
  return ALERT_STATES.some((state) => state === show);
}
