import { IconServer } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useIsLive } from '../api/useLive';
import { useTimed } from '../api/useTimed';
import { workerList, workerTiming } from '../api/workers';
import { ListPage } from '../components/ListPage';
import { Notice } from '../components/Notice';
import { ReadAgain } from '../components/ReadAgain';
import { WorkerTable } from '../components/WorkerTable';
import { useIsAdmin } from './me';

export function Workers() {
  const { t } = useTranslation();
  const isAdmin = useIsAdmin();
  const list = useQuery({ ...workerList, ...useTimed(workerTiming(isAdmin)) });
  const isHeard = useIsLive() && isAdmin;
  const workers = list.data ?? [];
  return (
    <ListPage
      title={t('workers.list')}
      help={t('workers.help')}
      isWide
      actions={!isAdmin && <ReadAgain query={list} />}
      list={list}
      isEmpty={workers.length === 0}
      empty={
        <Notice
          icon={<IconServer size={28} />}
          title={t('workers.empty')}
          help={t('workers.empty.help')}
        />
      }
    >
      <WorkerTable {...{ workers, isHeard }} />
    </ListPage>
  );
}
