import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { system, systemTiming } from '../api/system';
import { useTimed } from '../api/useTimed';
import { LoadProblem } from '../components/LoadProblem';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import page from '../components/Page.module.css';
import { ReadAgain } from '../components/ReadAgain';
import { SystemFacts } from '../components/SystemFacts';
import classes from './OwnAccount.module.css';

export function System() {
  const { t } = useTranslation();
  const query = useQuery({ ...system, ...useTimed(systemTiming) });
  const { data, error, refetch } = query;
  const content = () => {
    if (data) return <SystemFacts system={data} />;
    if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
    return <Skeleton height={320} />;
  };
  return (
    <section className={page.page} aria-label={t('system.title')}>
      <PageHead title={t('system.title')} help={t('system.help')}>
        <ReadAgain query={query} />
      </PageHead>
      <PageBody>
        <div className={classes.parts}>{content()}</div>
      </PageBody>
    </section>
  );
}
