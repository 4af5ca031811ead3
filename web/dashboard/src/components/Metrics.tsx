import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Minutes, Metrics as Summary } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import classes from './Metrics.module.css';
import { Sparkline } from './Sparkline';
import { Trend } from './Trend';
import { hourUpTo, type Hour, type Values } from './trends';
import { useIsPhone } from './useIsPhone';
import { useNow } from './useNow';

const BAD_FAILURE_RATE = 0.05;

/** An answer, and when it was read, in ms since 1970. */
interface Read<Answer> {
  data: Answer | undefined;
  dataUpdatedAt: number;
}

interface Props {
  summary: Read<Summary>;
  /** Of the present; a moment of the past has none. */
  minutes: Read<Minutes>;
  /** The slug of the chosen one, of whose tasks the numbers are; of all where there is none. */
  project?: string | undefined;
}

/** The numbers of the queue, and how they went; dashes keep their places until they are known. */
export function Metrics({ summary: { data: metrics, dataUpdatedAt }, minutes, project }: Props) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const isPhone = useIsPhone();
  const live = metrics?.live;
  const now = useNow(metrics !== undefined && metrics.queued + metrics.active > 0);
  const waited = live?.oldest_waiting
    ? live.oldest_waiting.seconds + Math.max(0, now - dataUpdatedAt) / 1000
    : null;
  const hour =
    live && minutes.data
      ? hourUpTo(metrics, minutes.data, { waited, age: now - minutes.dataUpdatedAt })
      : undefined;
  const counted = { by: 'minutes', format: count, least: 1 } as const;
  return (
    <dl
      className={classes.metrics}
      aria-label={t('metrics.label')}
      tabIndex={isPhone ? 0 : undefined} // by the keyboard, too, it is moved sideways
    >
      <Metric
        label={t('metrics.queued')}
        course={<Course {...counted} name={t('metrics.queued')} values={hour?.queued} />}
      >
        {metrics && count(metrics.queued)}
      </Metric>
      <Metric
        label={t('metrics.active')}
        course={<Course {...counted} name={t('metrics.active')} values={hour?.active} />}
      >
        {metrics && count(metrics.active)}
      </Metric>
      <LastDay metrics={metrics} />
      {live !== null && <Now {...{ live, waited, hour, project }} />}
    </dl>
  );
}

function LastDay({ metrics }: { metrics: Summary | undefined }) {
  const { t } = useTranslation();
  const { share, duration } = useFormats();
  const rate = metrics?.failure_rate_24h ?? null;
  const seconds = metrics?.mean_run_seconds_24h ?? null;
  const day = metrics?.last_day;
  const inSeconds = (value: number) => duration(1000 * value);
  return (
    <>
      <Metric
        label={t('metrics.failures')}
        none={t('metrics.none')}
        isBad={rate !== null && rate >= BAD_FAILURE_RATE}
        course={
          <Course
            name={t('metrics.failures')}
            by="hours"
            values={day?.failure_rate}
            format={share}
            least={BAD_FAILURE_RATE}
          />
        }
      >
        {rate !== null && share(rate)}
      </Metric>
      <Metric
        label={t('metrics.runtime')}
        none={t('metrics.none')}
        course={
          <Course
            name={t('metrics.runtime')}
            by="hours"
            values={day?.mean_run_seconds}
            format={inSeconds}
            least={0.01}
          />
        }
      >
        {seconds !== null && inSeconds(seconds)}
      </Metric>
    </>
  );
}

interface NowProps {
  live: Summary['live'] | undefined;
  /** For how many seconds the task has been due that is so longest. */
  waited: number | null;
  hour: Hour | undefined;
  project: string | undefined;
}

/** What goes on now. */
function Now({ live, waited, hour, project }: NowProps) {
  const { t } = useTranslation();
  const { count, duration } = useFormats();
  const inSeconds = (value: number) => duration(1000 * Math.floor(value));
  return (
    <>
      <Metric
        label={t('metrics.oldest')}
        none={t('metrics.oldest.none')}
        course={
          <Course
            name={t('metrics.oldest')}
            by="minutes"
            values={hour?.oldest}
            format={inSeconds}
            least={60}
          />
        }
      >
        {live?.oldest_waiting && waited !== null && (
          <Link
            to="/"
            search={present({ project, task: live.oldest_waiting.task_id })}
            className={classes.link}
          >
            {inSeconds(waited)}
          </Link>
        )}
      </Metric>
      <Metric label={t('metrics.throughput')} course={live && <Ended hour={live.last_hour} />}>
        {live && count(live.ended_1m)}
      </Metric>
    </>
  );
}

function Ended({ hour: { ended, failed } }: { hour: NonNullable<Summary['live']>['last_hour'] }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const all = total(ended);
  const told = { count: all, ended: count(all), failed: count(total(failed)) };
  return <Sparkline label={t('metrics.hour', told)} values={ended} bad={failed} />;
}

interface CourseProps {
  name: string;
  by: 'minutes' | 'hours';
  /** Undefined where they are not known. */
  values: Values | undefined;
  format: (value: number) => string;
  /** What is drawn as high as can be, where nothing is higher. */
  least: number;
}

/** How a number went, unless there was none at all. */
function Course({ name, by, values, format, least }: CourseProps) {
  const { t } = useTranslation();
  const known = values?.filter((value) => value !== null) ?? [];
  if (!values || known.length === 0) return null;
  const [lowest, highest] = [format(Math.min(...known)), format(Math.max(...known))];
  const label = t(`metrics.course.${by}`, { name, lowest, highest });
  return <Trend label={label} values={values} least={least} />;
}

interface MetricProps {
  label: string;
  /** What it means that there is no value. */
  none?: string;
  isBad?: boolean;
  /** A picture of how it went. */
  course: ReactNode;
  children: ReactNode;
}

function Metric({ label, none, isBad = false, course, children }: MetricProps) {
  const isKnown = children !== null && children !== undefined && children !== false;
  return (
    <div className={classes.metric}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value} data-bad={isBad} title={isKnown ? undefined : none}>
        {isKnown ? children : '–'}
        <span className={classes.course}>{course}</span>
      </dd>
    </div>
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
