/** Tasks that workers defer by the clock. Administrators run, pause and resume them. */
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../i18n';
import { accepted, api, body } from './client';
import type { Schedule } from './types';
import { soonest, type Timing } from './useTimed';

export const scheduleList = (language: Language) =>
  queryOptions({
    queryKey: ['schedules', language],
    queryFn: async ({ signal }) => {
      const params = { query: { language } };
      return body(await api.GET('/api/schedules', { params, signal })).items;
    },
  });

/**
 * That one is due, or overdue, comes with the time alone. Events of schedules, and of tasks that
 * are nobody's, are told to administrators alone.
 */
export const scheduleTiming = (isAdmin: boolean): Timing<readonly Schedule[]> => ({
  ...{ every: 30_000, stands: soonest, isTold: isAdmin },
});

export type ScheduleDeed = 'run' | 'pause' | 'resume';

export async function doToSchedule(name: string, deed: ScheduleDeed, why: string): Promise<void> {
  const given = { params: { path: { name } }, body: { reason: why || null } };
  if (deed === 'run') accepted(await api.POST('/api/schedules/{name}/run', given));
  else if (deed === 'pause') accepted(await api.POST('/api/schedules/{name}/pause', given));
  else accepted(await api.POST('/api/schedules/{name}/resume', given));
}
