/** How the installation does. Administrators only. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { System } from './types';
import type { Timing } from './useTimed';

export const system = queryOptions({
  queryKey: ['system'],
  queryFn: async ({ signal }) => body(await api.GET('/api/system', { signal })),
});

/** Measurements: an event tells that they may have changed, and none how they are now. */
export const systemTiming: Timing<System> = {
  ...{ every: 10_000, stands: () => null, isTold: false },
};
