/** Tasks that workers defer by the clock. Administrators run, pause and resume them. */
import { queryOptions } from '@tanstack/react-query';
import type { Language } from '../i18n';
import { accepted, api, body } from './client';

const CLOCK = 30_000; // ms

/** That a schedule is overdue comes with the time alone, without an event; hence the looking. */
export const scheduleList = (language: Language) =>
  queryOptions({
    queryKey: ['schedules', language],
    queryFn: async ({ signal }) => {
      const params = { query: { language } };
      return body(await api.GET('/api/schedules', { params, signal })).items;
    },
    refetchInterval: CLOCK,
  });

export type ScheduleDeed = 'run' | 'pause' | 'resume';

export async function doToSchedule(name: string, deed: ScheduleDeed, why: string): Promise<void> {
  const given = { params: { path: { name } }, body: { reason: why || null } };
  if (deed === 'run') accepted(await api.POST('/api/schedules/{name}/run', given));
  else if (deed === 'pause') accepted(await api.POST('/api/schedules/{name}/pause', given));
  else accepted(await api.POST('/api/schedules/{name}/resume', given));
}
