import { SegmentedControl } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { itemList, setItemStatus, type ItemStatus } from '../api/taskItems';
import { ITEM_STATUSES, type TaskItem } from '../api/types';
import { present } from '../api/view';
import { ListPage } from '../components/ListPage';
import classes from '../components/Form.module.css';
import { TaskItemTable } from '../components/TaskItemTable';
import { mayAct, useMe } from './me';
import { NothingYet } from './NothingYet';
import { useDeed } from './useDeed';

const route = getRouteApi('/task-items');
const STATUSES = ['all', ...ITEM_STATUSES] as const;

export function TaskItems() {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(itemList(view));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { id: _, ...filters } = view;
  const me = useMe();
  const changing = useChange();
  return (
    <ListPage
      title={t('items.list')}
      help={t('items.help')}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('items.status')}
            value={view.status ?? 'all'}
            data={STATUSES.map((value) => ({ value, label: t(`items.${value}`) }))}
            onChange={(chosen) => {
              const status = ITEM_STATUSES.find((each) => each === chosen);
              void navigate({ search: present({ ...filters, status }) });
            }}
          />
          {view.id !== undefined && (
            <Link to="/task-items" search={filters}>
              {t('items.every')}
            </Link>
          )}
        </>
      }
      list={list}
      isEmpty={items.length === 0}
      isFlush
      empty={
        <NothingYet
          icon={<IconChecklist size={28} />}
          title={t('items.empty')}
          help={t('items.empty.help')}
          action={
            <Link to="/proposals" search={{ kind: 'task' }}>
              {t('nav.proposals')}
            </Link>
          }
        />
      }
    >
      {changing.error && (
        <p className={classes.refused} role="alert">
          {changing.error.message}
        </p>
      )}
      <TaskItemTable
        items={items}
        mayChange={(project) => mayAct(me, project)}
        onStatus={(item, status) => changing.mutate({ item, status })}
      />
    </ListPage>
  );
}

function useChange() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useDeed({
    name: ({ item: { title } }) => t('items.status.of', { title }),
    mutationFn: ({ item, status }: { item: TaskItem; status: ItemStatus }) =>
      setItemStatus(item.id, status),
    onSettled: () => client.invalidateQueries({ queryKey: ['task-items'] }),
  });
}
