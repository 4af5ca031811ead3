import { Button, NativeSelect } from '@mantine/core';
import { IconFlask, IconPlus } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { experimentList } from '../api/experiments';
import { EXPERIMENT_STATES } from '../api/types';
import { present } from '../api/view';
import { DropOverlay } from '../components/DropOverlay';
import { ExperimentRows } from '../components/ExperimentRows';
import { ListPage } from '../components/ListPage';
import { NothingYet } from './NothingYet';
import { useFileDialog } from './useFileDialog';

const ExperimentDialog = lazy(async () => ({
  default: (await import('./ExperimentDialog')).ExperimentDialog,
}));

const route = getRouteApi('/experiments');

export function Experiments() {
  const { t } = useTranslation();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(experimentList(view));
  const creating = useCreation(view.project);
  const experiments = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isBare = !list.isError && experiments.length === 0 && !view.state;
  return (
    <>
      <ListPage
        title={t('experiments.list')}
        help={t('experiments.help')}
        deed={!isBare && creating.button}
        actions={
          <NativeSelect
            size="xs"
            aria-label={t('experiments.state')}
            value={view.state ?? ''}
            data={[
              { value: '', label: t('experiments.every') },
              ...EXPERIMENT_STATES.map((value) => ({
                value,
                label: t(`experiments.state.${value}`),
              })),
            ]}
            onChange={(event) => {
              const state = EXPERIMENT_STATES.find((each) => each === event.currentTarget.value);
              void navigate({ search: present({ ...view, state }) });
            }}
          />
        }
        list={list}
        isEmpty={experiments.length === 0}
        isFlush
        empty={
          <NothingYet
            icon={<IconFlask size={28} />}
            title={t(view.state ? 'experiments.nomatch' : 'experiments.empty')}
            help={t('experiments.empty.help')}
            action={isBare && creating.button}
          />
        }
      >
        <ExperimentRows experiments={experiments} />
      </ListPage>
      {creating.dialog}
    </>
  );
}

/** Creating one by a button or by a file that is dropped, for those who may. */
function useCreation(project: string | undefined): { button: ReactNode; dialog: ReactNode } {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { projects, isOffered, isOver, asked, open, close } = useFileDialog();
  const button = isOffered && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={open}>
      {t('experiments.new')}
    </Button>
  );
  const dialog = (
    <Suspense fallback={null}>
      {isOver && <DropOverlay title={t('experiments.drop')} />}
      {asked && (
        <ExperimentDialog
          {...{ projects, project, ...asked }}
          onDone={(id) => {
            close();
            if (id !== null) void navigate({ to: '/experiments/$id', params: { id } });
          }}
        />
      )}
    </Suspense>
  );
  return { button, dialog };
}
