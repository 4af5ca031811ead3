import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import type { LogEvent } from '../api/types';

const named = v.object({ id: v.string(), name: v.optional(v.nullable(v.string())) });
const one = v.object({ id: v.string() });
const about = v.object({
  task_id: v.optional(v.string()),
  task: v.optional(v.unknown()),
  run_id: v.optional(v.string()),
  run: v.optional(v.unknown()),
  experiment: v.optional(v.unknown()),
  proposal: v.optional(v.unknown()),
  proposals: v.optional(v.array(v.unknown())),
  topic: v.optional(v.unknown()),
  message: v.optional(v.unknown()),
  worker: v.optional(v.unknown()),
  schedule: v.optional(v.unknown()),
  alert: v.optional(v.unknown()),
  person: v.optional(v.unknown()),
  person_id: v.optional(v.string()),
});
const messageOf = v.object({ id: v.string(), chat: v.object({ id: v.string() }) });

/** What an event is about, and the way to it; nothing where it has no place of its own. */
export function EventSubject({ event }: { event: LogEvent }) {
  const { t } = useTranslation();
  const read = v.safeParse(about, event.data);
  if (!read.success) return null;
  const { task_id, run_id, ...data } = read.output;
  if (task_id !== undefined) {
    return (
      <Link to="/" search={{ task: task_id }}>
        #{task_id} {given(named, data.task)?.name}
      </Link>
    );
  }
  const proposal = given(named, data.proposal);
  if (proposal) {
    const isTask = event.topic.endsWith('proposals');
    return (
      <Link to="/proposals" search={{ ...(isTask && { kind: 'task' }), open: proposal.id }}>
        {t('events.about.proposal', { id: proposal.id })}
      </Link>
    );
  }
  const run = run_id ?? given(one, data.run)?.id;
  if (run !== undefined) {
    return (
      <Link to="/runs" search={{ run }}>
        {t('events.about.run', { id: run })}
      </Link>
    );
  }
  const experiment = given(named, data.experiment);
  if (experiment) {
    return (
      <Link to="/experiments/$id" params={{ id: experiment.id }}>
        {experiment.name ?? experiment.id}
      </Link>
    );
  }
  return <Other {...data} />;
}

type OtherProps = Omit<v.InferOutput<typeof about>, 'task_id' | 'run_id'>;

function Other({
  topic,
  proposals,
  message,
  worker,
  schedule,
  alert,
  person,
  person_id,
}: OtherProps) {
  const { t } = useTranslation();
  const ofTopic = given(named, topic);
  if (ofTopic) {
    return (
      <Link to="/topics" search={{ topic: ofTopic.id }}>
        {ofTopic.name ?? ofTopic.id}
      </Link>
    );
  }
  const ofMessage = given(messageOf, message);
  if (ofMessage) {
    return (
      <Link to="/messages" search={{ chat: ofMessage.chat.id }}>
        {t('events.about.message', { id: ofMessage.id })}
      </Link>
    );
  }
  if (proposals) return <Link to="/proposals">{t('nav.proposals')}</Link>;
  if (worker !== undefined) return <Link to="/workers">{nameOf(worker) ?? t('nav.workers')}</Link>;
  if (schedule !== undefined) {
    return <Link to="/schedules">{nameOf(schedule) ?? t('nav.schedules')}</Link>;
  }
  if (alert !== undefined) return <Link to="/alerts">{nameOf(alert) ?? t('nav.alerts')}</Link>;
  return nameOf(person) ?? (person_id && t('events.about.person', { id: person_id }));
}

function nameOf(value: unknown): string | undefined {
  return given(v.object({ name: v.string() }), value)?.name;
}

function given<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}
