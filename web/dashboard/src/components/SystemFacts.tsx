import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { System } from '../api/types';
import type { Key } from '../i18n/en';
import { useFormats } from '../i18n/format';
import { Ago } from './Ago';
import { DataTable } from './DataTable';
import { Section } from './Section';
import classes from './SystemFacts.module.css';
import { Tag } from './Tag';

interface Props {
  system: System;
}

/** Versions, migrations, the process that answers, the log and the tables. */
export function SystemFacts({ system }: Props) {
  const { t } = useTranslation();
  const { bytes, count } = useFormats();
  return (
    <>
      <div className={classes.groups}>
        <Database system={system} />
        <Process system={system} />
        <Log system={system} />
      </div>
      <Section title={t('system.tables')}>
        <DataTable
          label={t('system.tables')}
          columns={[
            { id: 'name', header: t('system.table'), cell: ({ name }) => <code>{name}</code> },
            {
              ...{ id: 'bytes', header: t('system.size'), isNumeric: true },
              cell: (each) => bytes(each.bytes),
            },
            {
              ...{ id: 'rows', header: t('system.rows'), isNumeric: true },
              cell: ({ rows }) => count(rows),
            },
          ]}
          rows={system.tables}
          rowKey={({ name }) => name}
        />
      </Section>
    </>
  );
}

function Database({ system: { version, database, migrations } }: Props) {
  const { t } = useTranslation();
  const { bytes, count, duration } = useFormats();
  const { connections, most_connections: most, clock_skew_ms: skew } = database;
  return (
    <Section title={t('system.database')}>
      <dl className={classes.facts}>
        <Fact name="system.orakul">{version}</Fact>
        <Fact name="system.postgres">{database.version}</Fact>
        <Fact name="system.size">{bytes(database.bytes)}</Fact>
        <Fact name="system.connections">
          {t('system.of', { number: count(connections), most })}
        </Fact>
        <Fact name="system.skew">{duration(Math.abs(skew))}</Fact>
        <Fact name="system.migrations">
          {count(migrations.applied)}{' '}
          {migrations.pending.length > 0 && (
            <Tag tone="red" icon={IconAlertTriangle}>
              {t('system.pending', { names: migrations.pending.join(', ') })}
            </Tag>
          )}
        </Fact>
        <Fact name="system.latest">
          <span title={migrations.latest ?? undefined}>{numberOf(migrations.latest)}</span>
          {migrations.latest_at && (
            <>
              {' · '}
              <Ago at={migrations.latest_at} />
            </>
          )}
        </Fact>
      </dl>
    </Section>
  );
}

function Process({ system: { listener, pool } }: Props) {
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  return (
    <Section title={t('system.process')}>
      <dl className={classes.facts}>
        <Fact name="system.age">{duration(listener.age_seconds * 1000)}</Fact>
        <Fact name="system.lag">{duration(listener.lag_seconds * 1000)}</Fact>
        <Fact name="system.reconnects">{count(listener.reconnects)}</Fact>
        <Fact name="system.streams">
          {t('system.of', { number: count(listener.streams), most: listener.streams_opened })}
        </Fact>
        <Fact name="system.gaps">{count(listener.gaps)}</Fact>
        <Fact name="system.cut">{count(listener.cut_off)}</Fact>
        <Fact name="system.pool">
          {t('system.of', { number: count(pool.size - pool.idle), most: pool.most })}
        </Fact>
        <Fact name="system.line">{count(pool.waiting)}</Fact>
      </dl>
    </Section>
  );
}

function Log({ system: { log } }: Props) {
  const { t } = useTranslation();
  const { bytes, count, share } = useFormats();
  const size = log.partitions.reduce((sum, each) => sum + each.bytes, 0);
  return (
    <Section title={t('system.log')}>
      <dl className={classes.facts}>
        <Fact name="system.retention">{t('system.days', { count: log.retention_days })}</Fact>
        <Fact name="system.oldest">
          {log.oldest_at ? <Ago at={log.oldest_at} /> : t('task.none')}
        </Fact>
        <Fact name="system.newest">
          {log.newest_at ? <Ago at={log.newest_at} /> : t('task.none')}
        </Fact>
        <Fact name="system.partitions">{count(log.partitions.length)}</Fact>
        <Fact name="system.size">{bytes(size)}</Fact>
        <Fact name="system.notifications">{share(log.notification_queue)}</Fact>
      </dl>
    </Section>
  );
}

function Fact({ name, children }: { name: Key; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The number that a migration's name begins with. */
function numberOf(migration: string | null): string | undefined {
  return migration?.match(/\d+/)?.[0];
}
