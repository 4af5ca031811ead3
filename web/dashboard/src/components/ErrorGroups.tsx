import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { DeadLetterGroup } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import classes from './ErrorGroups.module.css';
import { unturned } from './plainText';
import { Sparkline } from './Sparkline';

interface Props {
  groups: readonly DeadLetterGroup[];
  openKey: string | undefined;
}

/** Kinds of errors, each with how often it came and when. */
export function ErrorGroups({ groups, openKey }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const columns: Column<DeadLetterGroup>[] = [
    { id: 'kind', header: t('errors.kind'), cell: (group) => <Kind group={group} /> },
    {
      id: 'trend',
      header: t('errors.day'),
      cell: ({ trend }) => <Trend counts={trend} />,
      isSecondary: true,
    },
    {
      id: 'count',
      header: t('errors.count'),
      cell: (group) => count(group.count),
      isNumeric: true,
    },
    {
      id: 'first',
      header: t('errors.first'),
      cell: (group) => <Time at={group.first_at} />,
      isSecondary: true,
    },
    { id: 'last', header: t('errors.last'), cell: (group) => <Time at={group.last_at} /> },
  ];
  return (
    <DataTable
      label={t('errors.list')}
      columns={columns}
      rows={groups}
      rowKey={(group) => group.fingerprint}
      openKey={openKey}
    />
  );
}

function Kind({ group }: { group: DeadLetterGroup }) {
  const { t } = useTranslation();
  return (
    <Link
      from="/errors"
      to="/errors"
      search={(search) => ({ ...search, group: group.fingerprint })}
      className={classes.kind}
    >
      <span className={classes.class}>{group.error_class ?? t('errors.unknown')}</span>
      <span className={classes.message}>{unturned(group.message ?? '')}</span>
      {group.frame && <span className={classes.frame}>{group.frame}</span>}
    </Link>
  );
}

function Time({ at }: { at: string }) {
  const { moment, exact } = useFormats();
  return (
    <time className={classes.time} dateTime={at} title={exact(at)}>
      {moment(at)}
    </time>
  );
}

/** How many there were in each of the last 24 hours, the latest at the right. */
function Trend({ counts }: { counts: readonly number[] }) {
  const { t } = useTranslation();
  const count = counts.reduce((sum, each) => sum + each, 0);
  return <Sparkline label={t('errors.trend', { count })} values={counts} bad={counts} />;
}
