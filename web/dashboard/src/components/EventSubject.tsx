import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import { RULE_KINDS, type LogEvent } from '../api/types';
import { useRuleName } from './useRuleName';

const text = v.optional(v.nullable(v.string()));
const named = v.object({ id: v.string(), name: text });
const one = v.object({ id: v.string() });
const proposed = v.object({ id: v.string(), name: text, title: text });
const about = v.object({
  task_id: v.optional(v.string()),
  task: v.optional(v.unknown()),
  run_id: v.optional(v.string()),
  run: v.optional(v.unknown()),
  experiment: v.optional(v.unknown()),
  proposal: v.optional(v.unknown()),
  proposals: v.optional(v.array(v.unknown())),
  extraction: v.optional(v.unknown()),
  ingestion: v.optional(v.unknown()),
  topic: v.optional(v.unknown()),
  atom: v.optional(v.unknown()),
  message: v.optional(v.unknown()),
  worker: v.optional(v.unknown()),
  schedule: v.optional(v.unknown()),
  queue: v.optional(v.unknown()),
  alert: v.optional(v.unknown()),
  rule: v.optional(v.unknown()),
  channel: v.optional(v.unknown()),
  project: v.optional(v.unknown()),
  view: v.optional(v.unknown()),
  token: v.optional(v.unknown()),
  session: v.optional(v.unknown()),
  person: v.optional(v.unknown()),
  person_id: v.optional(v.string()),
});
const messageOf = v.object({ id: v.string(), chat: v.object({ id: v.string() }) });
const atomOf = v.object({ title: v.string(), topics: v.array(one) });
const workOf = v.object({ id: v.string(), task_id: text, file: text });
const kind = v.picklist(RULE_KINDS);
const alertOf = v.object({ rule: v.string(), kind: v.optional(kind), subject: v.string() });
const ruleOf = v.object({ name: v.string(), kind });
const projectOf = v.object({ slug: v.string(), name: v.string() });
const sessionOf = v.object({ owner: named });

interface Props {
  event: LogEvent;
  /** What the people of `person:1` are called, as far as one knows. */
  names: ReadonlyMap<string, string>;
}

/** What an event is about, and the way to it; nothing where it has no place of its own. */
export function EventSubject({ event, names }: Props) {
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
  const proposal = given(proposed, data.proposal);
  if (proposal) {
    const isTask = event.topic.endsWith('proposals');
    return (
      <Link to="/proposals" search={{ ...(isTask && { kind: 'task' }), open: proposal.id }}>
        {proposal.name ?? proposal.title ?? t('events.about.proposal', { id: proposal.id })}
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
  return (
    <>
      <Knowledge {...data} />
      <Installation {...data} names={names} />
    </>
  );
}

type Data = Omit<v.InferOutput<typeof about>, 'task_id' | 'run_id'>;

/** What chats were made of. */
function Knowledge({ topic, atom, message, proposals, extraction, ingestion }: Data) {
  const { t } = useTranslation();
  const ofTopic = given(named, topic);
  if (ofTopic) {
    return (
      <Link to="/topics" search={{ topic: ofTopic.id }}>
        {ofTopic.name ?? ofTopic.id}
      </Link>
    );
  }
  const ofAtom = given(atomOf, atom);
  if (ofAtom) {
    const [first] = ofAtom.topics;
    return (
      <Link to="/topics" search={{ show: 'atoms', ...(first && { topic: first.id }) }}>
        {ofAtom.title}
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
  const ofExtraction = given(workOf, extraction);
  if (ofExtraction) {
    return <Work {...ofExtraction}>{t('events.about.extraction', { id: ofExtraction.id })}</Work>;
  }
  const ofImport = given(workOf, ingestion);
  return (
    ofImport && (
      <Work {...ofImport}>{ofImport.file ?? t('events.about.import', { id: ofImport.id })}</Work>
    )
  );
}

/** What a task does, with the way to the task, if it is known. */
function Work({ task_id, children }: { task_id?: string | null | undefined; children: string }) {
  if (!task_id) return children;
  return (
    <Link to="/" search={{ task: task_id }}>
      {children}
    </Link>
  );
}

/** What runs the tasks, and who may do what. */
function Installation({ names, ...data }: Data & Pick<Props, 'names'>) {
  const { t } = useTranslation();
  const ruleNameOf = useRuleName();
  const { worker, schedule, queue, task, alert, rule, channel, project, ...others } = data;
  if (worker !== undefined) return <Link to="/workers">{nameOf(worker) ?? t('nav.workers')}</Link>;
  if (schedule !== undefined) {
    return <Link to="/schedules">{nameOf(schedule) ?? t('nav.schedules')}</Link>;
  }
  // Null stands for all of them.
  if (queue !== undefined) {
    const paused = [task, queue].filter((each) => typeof each === 'string').join(' / ');
    return <Link to="/queues">{paused || t('events.about.queues')}</Link>;
  }
  const ofAlert = given(alertOf, alert);
  if (ofAlert) {
    const { rule, kind, subject } = ofAlert;
    return <Link to="/alerts">{`${kind ? ruleNameOf(kind, rule) : rule}: ${subject}`}</Link>;
  }
  const ofRule = given(ruleOf, rule);
  const watched = ofRule ? ruleNameOf(ofRule.kind, ofRule.name) : nameOf(rule ?? channel);
  if (watched !== undefined) return <Link to="/alerts">{watched}</Link>;
  const ofProject = given(projectOf, project);
  if (ofProject) {
    return (
      <Link to="/projects/$project" params={{ project: ofProject.slug }}>
        {ofProject.name}
      </Link>
    );
  }
  const { view, token, session, person, person_id } = others;
  const who = given(sessionOf, session)?.owner.name ?? names.get(`person:${person_id}`);
  const name = nameOf(view) ?? nameOf(token) ?? nameOf(person) ?? who;
  return name ?? (person_id && t('actor.person', { name: person_id }));
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
