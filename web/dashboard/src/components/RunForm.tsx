import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewRun } from '../api/runs';
import { RUN_SOURCES, type Project } from '../api/types';
import { FormDialog } from './FormDialog';
import { asLocal, fromLocal } from './localTime';
import classes from './RunForm.module.css';

const SPANS = [1, 7, 30] as const; // days before now

interface Props {
  /** Those in which the reader may create a run. */
  projects: readonly Project[];
  isBusy: boolean;
  error: Error | null;
  onCreate: (run: NewRun) => void;
  onClose: () => void;
}

/** Asks over what a run goes. Times are those of the reader's clock. */
export function RunForm({ projects, isBusy, error, onCreate, onClose }: Props) {
  const { t } = useTranslation();
  const [span, setSpan] = useState(() => lastDays(7));
  const create = (form: FormData) => {
    const project = projects.find(({ slug }) => slug === form.get('project'));
    const source = RUN_SOURCES.find((each) => each === form.get('source'));
    const [from, to] = [fromLocal(span.start), fromLocal(span.end)];
    if (!project || !source || !from || !to) return;
    onCreate({ project: project.slug, source, window_start: from, window_end: to });
  };
  return (
    <FormDialog
      title={t('runs.new')}
      action={t('runs.create')}
      {...{ isBusy, error, onClose }}
      onSubmit={create}
    >
      <NativeSelect
        name="project"
        label={t('task.project')}
        data={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
        data-autofocus
      />
      <fieldset className={classes.sources}>
        <legend>{t('runs.source')}</legend>
        {RUN_SOURCES.map((source) => (
          <label key={source} className={classes.source}>
            <input
              {...{ type: 'radio', name: 'source', value: source }}
              defaultChecked={source === 'knowledge'}
            />
            <span>
              {t(`runs.source.${source}`)}
              <span className={classes.dim}>{t(`runs.source.${source}.help`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className={classes.times}>
        <TextInput
          {...{ type: 'datetime-local', required: true, withAsterisk: false }}
          label={t('runs.from')}
          value={span.start}
          onChange={(event) => setSpan({ ...span, start: event.currentTarget.value })}
        />
        <TextInput
          {...{ type: 'datetime-local', required: true, withAsterisk: false }}
          label={t('runs.to')}
          value={span.end}
          onChange={(event) => setSpan({ ...span, end: event.currentTarget.value })}
        />
      </div>
      <div className={classes.spans}>
        {SPANS.map((days) => (
          <Button
            key={days}
            {...{ size: 'compact-xs', variant: 'default' }}
            onClick={() => setSpan(lastDays(days))}
          >
            {t('runs.last', { count: days })}
          </Button>
        ))}
      </div>
    </FormDialog>
  );
}

/** As a field for day and clock writes them. */
function lastDays(days: number): { start: string; end: string } {
  const end = new Date();
  const start = new Date(end);
  start.setDate(start.getDate() - days);
  return { start: asLocal(start, 'minute'), end: asLocal(end, 'minute') };
}
