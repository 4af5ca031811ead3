import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A list that is read page by page; what it lacks, a list of one page lacks. */
export interface Paged {
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface Props {
  list: Paged;
  size?: 'xs' | 'compact-xs';
}

/** The button that reads the next page of a list, while there is one. */
export function LoadMore({ list, size = 'xs' }: Props) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <Button
      {...{ size, variant: 'default', loading: list.isFetchingNextPage ?? false }}
      onClick={() => void list.fetchNextPage?.()}
    >
      {t('load.more')}
    </Button>
  );
}
