/**
 * The server's shapes under short names; `schema.d.ts` is made from its OpenAPI document.
 *
 * Nothing else in the dashboard describes a server shape. Times are RFC 3339 in UTC, ids are
 * strings, durations say their unit in their name.
 */
import type { components } from './schema';

type Shapes = components['schemas'];

export type Json = Shapes['JsonValue'];

export const TASK_STATES = ['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const;
export type TaskState = Shapes['Task']['state'];

export type Progress = Shapes['Progress'];
export type Person = NonNullable<Shapes['Task']['owner']>;

/** A task as lists and events carry it: events leave out its arguments. */
export type Task = Omit<Shapes['Task'], 'args' | 'args_cut' | 'result' | 'result_url'> & {
  args?: Shapes['Task']['args'];
};
export type Attempt = Shapes['Attempt'];
/** Something that happened to a task; `duration_ms` is of the state that was left. */
export type Transition = Shapes['Change'];
export type Related = Shapes['Related'];
export type RelatedTask = Shapes['RelatedTask'];
export type TaskDetail = Shapes['TaskDetail'];
export type Why = Shapes['Why'];
/** One line that a task logged; `number` is its place in the log. */
export type LogLine = Shapes['LogLine'];
export type Level = LogLine['level'];
export type Trace = Shapes['Trace'];
export type Span = Shapes['Span'];

export type DeadLetter = Shapes['DeadLetter'];
export type DeadLetterGroup = Shapes['DeadLetterGroup'];
export type Skipped = Shapes['Skipped'];
/** A call in a traceback; `own` is the application's. */
export type Frame = Shapes['Frame'];

export type Alert = Shapes['Alert'];
export type AlertState = Alert['state'];
export type AlertRule = Shapes['AlertRule'];
export const RULE_KINDS = [
  ...(['failure_rate', 'repeated_failure', 'queue_age', 'no_worker', 'stalled_task'] as const),
] satisfies AlertRule['kind'][];
export type AlertKind = AlertRule['kind'];
export type NewAlertRule = Shapes['NewAlertRule'];
export type AlertRuleChange = Shapes['AlertRuleChange'];
export type AlertChannel = Shapes['AlertChannel'];
export type AlertTarget = AlertChannel['target'];
export type NewAlertChannel = Shapes['NewAlertChannel'];
export type AlertChannelChange = Shapes['AlertChannelChange'];
export type ChannelTested = Shapes['ChannelTested'];
export type TraceSummary = Shapes['TraceSummary'];
export type Compared = Shapes['Compared'];
export type Count = Shapes['Count'];
export type ProposalCounts = Shapes['ProposalCounts'];
export type MessageCounts = Shapes['MessageCounts'];
export type TaskCount = Shapes['TaskCount'];
export type EventCount = Shapes['EventCount'];
/** How a search may go on; `start` and `end` are in characters, not in UTF-16 units. */
export type Suggestion = Shapes['Suggestion'];
export type EngineReason = Shapes['EngineReason'];
export type BulkAction = Shapes['BulkRequest']['action'];
export type BulkSurvey = Shapes['BulkSurvey'];
/** What is in the way of an action on a task. */
export type Obstacle =
  'missing' | 'forbidden' | 'state' | 'gone' | 'waiting' | 'bulk' | 'unchanged';

export type Me = Shapes['Me'];
export type FirstAdministrator = Shapes['FirstAdministrator'];
export type Role = Me['role'];
export type Config = Shapes['Config'];
export type Metrics = Shapes['Summary'];
export type Minutes = Shapes['Minutes'];
export type Pause = Shapes['Pause'];

export type SavedView = Shapes['SavedView'];

/** One committed fact, as the log and the stream have it. */
export type LogEvent = Shapes['Event'];

export type Worker = Shapes['Worker'];
export type Schedule = Shapes['Schedules']['items'][number];

export const ROLES = ['viewer', 'member', 'admin'] as const;
export type Account = Shapes['PersonAccount'];
export type PasswordReset = Shapes['PasswordReset'];
export type Project = Shapes['OwnProject'];
export type Member = Shapes['Member'];

export type Session = Shapes['Session'];
export type Token = Shapes['Token'];
export type CreatedToken = Shapes['CreatedToken'];
export type Scope = Token['scopes'][number];

export type Queue = Shapes['Queue'];
export type System = Shapes['System'];

export const ATOM_TYPES = [
  ...(['problem', 'solution', 'decision', 'question', 'insight'] as const),
  ...(['pattern', 'requirement', 'idea', 'blocker', 'risk'] as const),
] as const;
export type AtomType = (typeof ATOM_TYPES)[number];
export type Proposal = Shapes['KnowledgeProposal'];
export type ProposalState = Proposal['state'];
export type Topic = Shapes['Topic'];
export type Atom = Shapes['Atom'];
/** What a ranking is of. */
export type Ranking = Shapes['Ranking'];

export const CATEGORIES = ['bug', 'feature', 'improvement', 'question', 'chore', 'docs'] as const;
export const PRIORITIES = ['low', 'medium', 'high', 'critical'] as const;
export type TaskProposal = Shapes['TaskProposal'];
export const ITEM_STATUSES = ['open', 'in_progress', 'completed', 'closed'] as const;
export type TaskItem = Shapes['TaskItem'];

export const RUN_STATES = [
  ...(['pending', 'running', 'completed', 'reviewed'] as const),
  ...(['closed', 'failed', 'cancelled'] as const),
] as const;
export const RUN_SOURCES = ['knowledge', 'messages', 'both'] as const;
export type Run = Shapes['Run'];
export type RunSource = Run['source'];
export type AccuracyMetrics = NonNullable<Run['accuracy_metrics']>;

export const EXPERIMENT_STATES = [
  ...(['pending', 'running'] as const),
  ...(['completed', 'failed', 'cancelled'] as const),
] as const;
/** Of the items; those that wait are shown among all of them. */
export const EXPERIMENT_OUTCOMES = ['wrong', 'failed', 'right', 'better', 'worse'] as const;
export type Experiment = Shapes['Experiment'];
export type ExperimentDetail = Shapes['ExperimentDetail'];
export type ExperimentItem = Shapes['ExperimentItem'];
export type ExperimentMetrics = NonNullable<Experiment['metrics']>;
export type ClassMetrics = ExperimentDetail['classes'][number];
export type ConfusionCell = ExperimentDetail['confusion'][number];
export type ExperimentComparison = Shapes['Comparison'];
export type NewExperiment = Shapes['NewExperiment'];

export const CLASSIFICATIONS = ['signal', 'weak_signal', 'noise'] as const;
export type Message = Shapes['Message'];
export type Classification = NonNullable<Message['classification']>;
export type ImportanceScale = Config['importance'];

export interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

export type Problem = Shapes['Problem'];
