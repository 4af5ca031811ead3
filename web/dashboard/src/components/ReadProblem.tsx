import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './ReadProblem.module.css';

export interface Read {
  error: Error | null;
  refetch: () => unknown;
  // Absent where the list is one page.
  isFetchNextPageError?: boolean;
  fetchNextPage?: () => unknown;
}

/** What could not be read of a list beside what was, and a button to read it now. */
export function ReadProblem({ list }: { list: Read }) {
  const { t } = useTranslation();
  const { error, isFetchNextPageError: isOfMore = false, refetch, fetchNextPage } = list;
  if (!error) return null;
  const reason = error.message;
  const again = isOfMore && fetchNextPage ? fetchNextPage : refetch;
  return (
    <div className={classes.problem}>
      <p role="alert">{t(isOfMore ? 'list.cut' : 'list.old', { reason })}</p>
      <Button size="compact-xs" variant="default" onClick={() => void again()}>
        {t('error.retry')}
      </Button>
    </div>
  );
}
