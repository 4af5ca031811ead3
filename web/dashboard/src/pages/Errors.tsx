import { Button, Skeleton } from '@mantine/core';
import { IconFilterOff, IconMoodCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { letterGroups, type LetterFilter } from '../api/deadLetters';
import type { DeadLetterGroup } from '../api/types';
import { present } from '../api/view';
import { ErrorGroups } from '../components/ErrorGroups';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import pageClasses from '../components/Page.module.css';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import { RenewButton } from '../components/RenewButton';
import { useEscape } from '../components/useEscape';
import { useListKeys } from '../components/useListKeys';
import { useReadingOrder } from '../components/useReadingOrder';
import classes from './Board.module.css';
import { ErrorFilters } from './ErrorFilters';
import { ErrorGroup } from './ErrorGroup';

const route = getRouteApi('/errors');

/** What failed for good, by the kind of error, and the tasks of one kind beside it. */
export function Errors() {
  const { t } = useTranslation();
  const { group: open, ...given } = route.useSearch();
  const filter: LetterFilter = present(given);
  const navigate = route.useNavigate();
  const groups = useQuery(letterGroups(filter));
  const close = () => void navigate({ search: filter });
  const clear = () => void navigate({ search: present({ project: filter.project, group: open }) });
  useEscape(close);

  const content = () => {
    if (groups.isPending) return <Loading />;
    if (!groups.data) {
      return <LoadProblem error={groups.error} onRetry={() => void groups.refetch()} />;
    }
    if (groups.data.length === 0) {
      return <Nothing filter={filter} onClear={clear} />;
    }
    // Another filter is another list: it begins in the server's order.
    return <Groups key={JSON.stringify(filter)} groups={groups.data} open={open} />;
  };

  return (
    <div className={classes.page}>
      <div className={classes.board} data-open={open !== undefined}>
        <section className={classes.list} aria-label={t('errors.list')}>
          <PageHead title={t('errors.title')} help={t('errors.help')} />
          <ErrorFilters
            filter={filter}
            onChange={(change) =>
              void navigate({ search: present({ ...filter, ...change, group: open }) })
            }
            onClear={clear}
          />
          <PageBody>{content()}</PageBody>
        </section>
        {open !== undefined && (
          <aside className={classes.panel} aria-label={t('errors.panel')}>
            <ErrorGroup
              key={open}
              fingerprint={open}
              group={groups.data?.find((each) => each.fingerprint === open)}
              filter={filter}
              onClose={close}
            />
          </aside>
        )}
      </div>
    </div>
  );
}

interface GroupsProps {
  groups: readonly DeadLetterGroup[];
  open: string | undefined;
}

function Groups({ groups, open }: GroupsProps) {
  const order = useReadingOrder(groups, (group) => group.fingerprint);
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box);
  return (
    <div ref={box}>
      <ErrorGroups groups={order.shown} openKey={open} />
      {order.isStale && (
        <div className={pageClasses.more}>
          <RenewButton unseen={order.unseen} onRenew={order.renew} />
        </div>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className={classes.skeleton} aria-busy>
      <Skeleton height={44} />
      <Skeleton height={44} />
      <Skeleton height={44} />
    </div>
  );
}

function Nothing({ filter, onClear }: { filter: LetterFilter; onClear: () => void }) {
  const { t } = useTranslation();
  if (!filter.name && !filter.queue) {
    return (
      <Notice
        icon={<IconMoodCheck size={28} />}
        title={t(filter.project ? 'errors.empty.project' : 'errors.empty')}
        help={t('errors.empty.help')}
      />
    );
  }
  return (
    <Notice
      icon={<IconFilterOff size={28} />}
      title={t('errors.nomatch')}
      help={t('errors.nomatch.help')}
      action={
        <Button size="xs" variant="default" onClick={onClear}>
          {t('tasks.filter.clear')}
        </Button>
      }
    />
  );
}
