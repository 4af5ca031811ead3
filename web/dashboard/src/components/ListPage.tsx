import { SegmentedControl, Skeleton } from '@mantine/core';
import { useRef, type ReactNode, type Ref } from 'react';
import { LoadMore } from './LoadMore';
import { LoadProblem } from './LoadProblem';
import classes from './Page.module.css';
import { PageBody } from './PageBody';
import { PageHead } from './PageHead';
import { ReadProblem, type Read } from './ReadProblem';
import { useListKeys } from './useListKeys';

const SKELETONS = 6;

interface List extends Read {
  isPending: boolean;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
}

interface Props {
  title: string;
  /** One sentence where the title alone does not say what the page is for. */
  help?: string;
  filter?: {
    label: string;
    value: string;
    options: { value: string; label: string }[];
    onChange: (value: string) => void;
  };
  /** What is done from here most, or how many there are, beside the title. */
  deed?: ReactNode;
  /** What can be done here, beside the filter. */
  actions?: ReactNode;
  /** Tables take the whole width; text is read in a column. */
  isWide?: boolean;
  list: List;
  isEmpty: boolean;
  /** Rows that fill the page from edge to edge, instead of a column in its middle. */
  isFlush?: boolean;
  empty: ReactNode;
  /** The list moves its rows' focus by keys of its own. */
  hasOwnKeys?: boolean;
  /** What scrolls, for whoever has to know how far. */
  scroll?: { ref: Ref<HTMLDivElement>; onScroll: () => void };
  children: ReactNode;
}

/** A page that is one list with a filter at most, in all the states a list can be in. */
export function ListPage(props: Props) {
  const { title, help, filter, deed, actions, list, isEmpty, empty, children } = props;
  const { isWide = false, isFlush = false, hasOwnKeys = false, scroll } = props;
  const box = useRef<HTMLDivElement>(null);
  useListKeys(box, !hasOwnKeys);
  const content = () => {
    if (list.isPending) return <Loading />;
    if (list.error && isEmpty) {
      return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    }
    return isEmpty ? empty : children;
  };
  return (
    <section className={classes.page} aria-label={title}>
      <PageHead title={title} deed={deed} {...(help && { help })}>
        {filter && (
          <SegmentedControl
            size="xs"
            aria-label={filter.label}
            data={filter.options}
            value={filter.value}
            onChange={filter.onChange}
          />
        )}
        {actions}
      </PageHead>
      {!isEmpty && !list.isFetchNextPageError && <ReadProblem list={list} />}
      <PageBody {...scroll}>
        <div
          ref={box}
          className={isFlush && !isEmpty ? classes.flush : classes.column}
          data-wide={isWide}
        >
          {content()}
        </div>
        {!isEmpty && list.isFetchNextPageError && <ReadProblem list={list} />}
        {list.hasNextPage && !isEmpty && (
          <div className={classes.more}>
            <LoadMore list={list} />
          </div>
        )}
      </PageBody>
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
