import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { taskList } from '../api/tasks';
import { findTrace } from '../api/traces';
import type { Task } from '../api/types';
import { DataTable, type Column } from '../components/DataTable';
import page from '../components/Page.module.css';
import { PageBody } from '../components/PageBody';
import { PageHead } from '../components/PageHead';
import { StateLabel } from '../components/StateLabel';
import { useFormats } from '../i18n/format';
import classes from './Traces.module.css';

const RECENT = 15; // tasks

/** The way to a trace: by its id, by a task's, or from what failed last. */
export function Traces() {
  const { t } = useTranslation();
  return (
    <section className={page.page} aria-label={t('nav.traces')}>
      <PageHead title={t('nav.traces')} help={t('traces.help')} />
      <PageBody>
        <div className={`${page.column} ${classes.column}`}>
          <Find />
          <Recent />
        </div>
      </PageBody>
    </section>
  );
}

function Find() {
  const { t } = useTranslation();
  const [word, setWord] = useState('');
  const navigate = useNavigate();
  const finding = useMutation({
    mutationFn: findTrace,
    onSuccess: (id) => {
      if (id !== null) void navigate({ to: '/traces/$id', params: { id } });
    },
  });
  const fault = finding.data === null ? t('traces.find.fault') : finding.error?.message;
  return (
    <form
      className={classes.find}
      onSubmit={(event) => {
        event.preventDefault();
        finding.mutate(word);
      }}
    >
      <TextInput
        className={classes.word}
        label={t('traces.find')}
        description={t('traces.find.help')}
        required
        spellCheck={false}
        autoComplete="off"
        value={word}
        error={fault}
        onChange={(event) => {
          setWord(event.currentTarget.value);
          finding.reset();
        }}
      />
      <Button type="submit" loading={finding.isPending}>
        {t('traces.open')}
      </Button>
    </form>
  );
}

/** The live list of what failed, each with the way to its trace. */
function Recent() {
  const { t } = useTranslation();
  const { moment } = useFormats();
  const { data } = useInfiniteQuery(taskList({ state: ['failed'] }));
  const tasks = data?.pages[0]?.items.slice(0, RECENT) ?? [];
  if (tasks.length === 0) return null;
  const columns: Column<Task>[] = [
    {
      id: 'name',
      header: t('tasks.column.name'),
      cell: (task) => (
        <Link to="/traces/$id" params={{ id: task.trace_id }}>
          {task.name}
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('tasks.column.state'),
      cell: (task) => <StateLabel state={task.state} />,
    },
    { id: 'error', header: t('task.error'), cell: (task) => task.error, isSecondary: true },
    {
      id: 'created_at',
      header: t('tasks.column.created_at'),
      cell: (task) => moment(task.created_at),
    },
  ];
  return (
    <section>
      <h2 className={classes.heading}>{t('traces.failed')}</h2>
      <DataTable
        label={t('traces.failed')}
        columns={columns}
        rows={tasks}
        rowKey={(task) => task.id}
      />
    </section>
  );
}
