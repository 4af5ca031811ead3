import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { system } from '../api/system';
import { LoadProblem } from '../components/LoadProblem';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import page from '../components/Page.module.css';
import { SystemFacts } from '../components/SystemFacts';
import classes from './OwnAccount.module.css';

export function System() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(system);
  const content = () => {
    if (data) return <SystemFacts system={data} />;
    if (error) return <LoadProblem error={error} onRetry={() => void refetch()} />;
    return <Skeleton height={320} />;
  };
  return (
    <section className={page.page} aria-label={t('system.title')}>
      <PageHead title={t('system.title')} help={t('system.help')} />
      <PageBody>
        <div className={classes.parts}>{content()}</div>
      </PageBody>
    </section>
  );
}
