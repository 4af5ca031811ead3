import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadProblem } from './LoadProblem';
import classes from './Page.module.css';
import { PageHead } from './PageHead';

const SKELETONS = 6;

interface List {
  isPending: boolean;
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

interface Props {
  title: string;
  filter?: {
    label: string;
    value: string;
    options: { value: string; label: string }[];
    onChange: (value: string) => void;
  };
  list: List;
  isEmpty: boolean;
  empty: ReactNode;
  children: ReactNode;
}

/** A page that is one list with a filter at most, in all the states a list can be in. */
export function ListPage({ title, filter, list, isEmpty, empty, children }: Props) {
  const content = () => {
    if (list.isPending) return <Loading />;
    if (list.error && isEmpty) {
      return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    }
    return isEmpty ? empty : children;
  };
  return (
    <section className={classes.page} aria-label={title}>
      <PageHead title={title}>
        {filter && (
          <SegmentedControl
            size="xs"
            aria-label={filter.label}
            data={filter.options}
            value={filter.value}
            onChange={filter.onChange}
          />
        )}
      </PageHead>
      <div className={classes.body}>
        <div className={classes.column}>{content()}</div>
        {list.hasNextPage && !isEmpty && <More list={list} />}
      </div>
    </section>
  );
}

function Loading() {
  return (
    <div className={classes.cards} aria-busy>
      {Array.from({ length: SKELETONS }, (_, index) => (
        <Skeleton key={index} height={96} />
      ))}
    </div>
  );
}

function More({ list }: { list: List }) {
  const { t } = useTranslation();
  return (
    <div className={classes.more}>
      <Button
        size="xs"
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {t('load.more')}
      </Button>
    </div>
  );
}
