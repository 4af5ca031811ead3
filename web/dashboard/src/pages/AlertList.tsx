import { Skeleton } from '@mantine/core';
import { IconBellCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { alertList } from '../api/alerts';
import type { AlertState } from '../api/types';
import { LoadMore } from '../components/LoadMore';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import classes from '../components/Page.module.css';
import { ReadProblem } from '../components/ReadProblem';
import { AlertCards } from './AlertCards';

/** Alerts of one state, those that were opened last first. */
export function AlertList({ state }: { state: AlertState }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(alertList(state));
  const alerts = list.data?.pages.flatMap((page) => page.items) ?? [];

  if (list.isPending) return <Skeleton height={120} aria-busy />;
  if (list.error && alerts.length === 0) {
    return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
  }
  return (
    <>
      {alerts.length === 0 && (
        <Notice
          icon={<IconBellCheck size={28} />}
          title={t(`alerts.empty.${state}`)}
          help={t(`alerts.empty.${state}.help`)}
        />
      )}
      <AlertCards alerts={alerts} />
      <ReadProblem list={list} />
      {list.hasNextPage && (
        <div className={classes.more}>
          <LoadMore list={list} />
        </div>
      )}
    </>
  );
}
