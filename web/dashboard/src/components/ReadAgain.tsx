import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format';
import classes from './ReadAgain.module.css';

interface Props {
  query: { dataUpdatedAt: number; isFetching: boolean; refetch: () => unknown };
}

/** When something was read that no event tells its reader of, and a button to read it now. */
export function ReadAgain({ query: { dataUpdatedAt: at, isFetching, refetch } }: Props) {
  const { t } = useTranslation();
  const { moment } = useFormats();
  return (
    <>
      {at > 0 && (
        <span className={classes.at}>
          {t('read.at', { at: moment(new Date(at).toISOString()) })}
        </span>
      )}
      <Button
        {...{ size: 'xs', variant: 'default', loading: isFetching }}
        leftSection={<IconRefresh size={14} aria-hidden />}
        onClick={() => void refetch()}
      >
        {t('read.again')}
      </Button>
    </>
  );
}
