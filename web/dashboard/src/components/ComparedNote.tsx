import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { TraceListView } from '../api/traceList';
import type { Compared } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './RankingNote.module.css';

interface Props {
  compared: Compared;
  view: TraceListView;
  isBusy: boolean;
  onAgain: () => void;
}

/** Among which traces the slowest were looked for, the way to those before, and that it is not live. */
export function ComparedNote({ compared, view, isBusy, onAgain }: Props) {
  const { t } = useTranslation();
  const { range } = useFormats();
  const time = range(Date.parse(compared.from), Date.parse(compared.to));
  return (
    <div className={classes.note}>
      <p>
        {t('traces.compared', { time })}{' '}
        {compared.is_cut && (
          <>
            {t('traces.compared.cut')}{' '}
            <Link to="/traces" search={{ ...view, to: compared.from }}>
              {t('traces.compared.before')}
            </Link>
          </>
        )}
      </p>
      <Button
        {...{ size: 'compact-xs', variant: 'subtle', loading: isBusy }}
        leftSection={<IconRefresh size={14} />}
        onClick={onAgain}
      >
        {t('traces.compared.again')}
      </Button>
    </div>
  );
}
