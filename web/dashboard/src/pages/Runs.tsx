import { Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconReportAnalytics } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { runList } from '../api/runs';
import { RUN_STATES } from '../api/types';
import { present } from '../api/view';
import { ListPage } from '../components/ListPage';
import { RunRows } from '../components/RunRows';
import { Split } from '../components/Split';
import { useMayAct } from './me';
import { NothingYet } from './NothingYet';
import { RunDialog } from './RunDialog';
import { RunPanel } from './RunPanel';
import { useWritable } from './useWritable';

const route = getRouteApi('/runs');

export function Runs() {
  const { t } = useTranslation();
  const { run: open, ...view } = route.useSearch();
  const navigate = route.useNavigate();
  const [isCreating, setCreating] = useState(false);
  const mayAct = useMayAct();
  const writable = useWritable();
  const list = useInfiniteQuery(runList(view));
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isBare = !list.isError && runs.length === 0 && !view.state;
  const creation = mayAct && writable.length > 0 && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
      {t('runs.new')}
    </Button>
  );
  return (
    <>
      <Split
        label={open === undefined ? t('runs.list') : t('runs.run', { id: open })}
        list={
          <ListPage
            title={t('runs.list')}
            actions={
              <>
                <NativeSelect
                  size="xs"
                  aria-label={t('runs.state')}
                  value={view.state ?? ''}
                  data={[
                    { value: '', label: t('runs.every') },
                    ...RUN_STATES.map((value) => ({ value, label: t(`runs.state.${value}`) })),
                  ]}
                  onChange={(event) => {
                    const state = RUN_STATES.find((each) => each === event.currentTarget.value);
                    void navigate({ search: present({ ...view, state }) });
                  }}
                />
                {!isBare && creation}
              </>
            }
            list={list}
            isEmpty={runs.length === 0}
            isFlush
            empty={
              <NothingYet
                icon={<IconReportAnalytics size={28} />}
                title={t(view.state ? 'runs.nomatch' : 'runs.empty')}
                help={t('runs.empty.help')}
                action={isBare && creation}
              />
            }
          >
            <RunRows {...{ runs, view }} />
          </ListPage>
        }
        panel={
          open !== undefined && (
            <RunPanel key={open} id={open} onClose={() => void navigate({ search: view })} />
          )
        }
      />
      {isCreating && (
        <RunDialog
          projects={writable}
          onDone={(id) => {
            setCreating(false);
            if (id !== null) void navigate({ search: { run: id } });
          }}
        />
      )}
    </>
  );
}
