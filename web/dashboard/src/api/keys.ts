/** Which query keys what event concerns, where it does not say itself how its rows are now. */
import type { QueryKey } from '@tanstack/react-query';

/**
 * What is read again after an event of a topic that patches nothing: few rows, seldom changed. A
 * page that shows more of a topic adds its query keys here.
 */
export const READ_AGAIN: Readonly<Record<string, readonly QueryKey[]>> = {
  workers: [['workers'], ['schedules'], ['queues'], ['why']],
  schedules: [['schedules']],
  views: [['views']],
  alert: [['alerts'], ['badges', 'alerts']],
  people: [['me'], ['people'], ['members'], ['projects'], ['sessions'], ['tokens']],
  rights: [['me'], ['people'], ['members'], ['projects'], ['views']],
  analysis_runs: [['runs'], ['task-proposals'], ['badges', 'proposals']],
  experiments: [['experiments']],
  proposals: [['task-proposals'], ['runs'], ['task-items'], ['badges', 'proposals']],
  // Proposals of atoms tell whether their topic was approved.
  topics: [['proposals']],
  // Shown by the list of events alone.
  ingestion: [],
  secrets: [],
};
const PATCHING = ['tasks', 'knowledge_extraction', 'topics', 'messages'] as const;
export const TOPICS = [...new Set([...PATCHING, ...Object.keys(READ_AGAIN)])];
/** What counts tasks, or shows some of them, and which no event carries. */
export const AFTER_TASKS: readonly QueryKey[] = [
  ['metrics'],
  ['why'],
  ['queues'],
  ['workers'],
  ['schedules'],
  ['trace-list'],
];
export const PAUSES: readonly QueryKey[] = [['queue'], ['queues'], ['why']];
// An extraction's own life: its proposals come with `proposals_created`.
export const EXTRACTION: readonly string[] = ['started', 'completed', 'failed'];
export const COUNTS_OF_PROPOSALS: readonly QueryKey[] = [
  ['badges', 'proposals'],
  ['proposals', 'count'],
];
export const SHOWN = [
  ['tasks'],
  ['proposals'],
  ['topics'],
  ['messages'],
  ['sources'],
  ['atoms'],
  ['targets'],
  ['metrics'],
  ['minutes'],
  ['series'],
  ['queue'],
  ['queues'],
  ['why'],
  ['dead-letters'],
  ['logs'],
  ['traces'],
  ['badges'],
  ['trace-list'],
  ['events'],
  ['system'],
  ...Object.values(READ_AGAIN).flat(),
] as const;
