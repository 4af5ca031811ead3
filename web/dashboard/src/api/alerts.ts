/** Alerts, the rules that open them, and the channels that tell of them. Administrators only. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { id as alertId } from './address';
import { accepted, api, body } from './client';
import { firstPage } from './pages';
import type {
  AlertChannelChange,
  AlertRuleChange,
  AlertState,
  ChannelTested,
  NewAlertChannel,
  NewAlertRule,
} from './types';

export const ALERT_STATES = ['open', 'acknowledged', 'resolved'] as const;
/** The parts of the page: alerts by their state, and what makes and tells them. */
export const ALERT_VIEWS = [...ALERT_STATES, 'rules', 'channels'] as const;
export type AlertView = (typeof ALERT_VIEWS)[number];

export const alertsSearch = v.object({
  show: v.fallback(v.optional(v.picklist(ALERT_VIEWS)), undefined),
  /** The one that a message led to, instead of a list. */
  alert: alertId,
});

const MOST = 200; // rules, and channels, that are shown

export const alertList = (state: AlertState) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'list', state],
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? { state } : { state, cursor: pageParam };
      return body(await api.GET('/api/alerts', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

export const oneAlert = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/alerts/{id}', { params: { path: { id } }, signal })),
  });

export const alertRules = queryOptions({
  queryKey: ['alerts', 'rules'],
  queryFn: async ({ signal }) =>
    body(await api.GET('/api/alerts/rules', { params: { query: { limit: MOST } }, signal })).items,
});

export const alertChannels = queryOptions({
  queryKey: ['alerts', 'channels'],
  queryFn: async ({ signal }) =>
    body(await api.GET('/api/alerts/channels', { params: { query: { limit: MOST } }, signal }))
      .items,
});

export async function acknowledge(id: string, reason: string, until: string | null): Promise<void> {
  accepted(
    await api.POST('/api/alerts/{id}/acknowledge', {
      params: { path: { id } },
      body: { reason, until },
    }),
  );
}

export async function addRule(rule: NewAlertRule): Promise<void> {
  accepted(await api.POST('/api/alerts/rules', { body: rule }));
}

export async function changeRule(id: string, change: AlertRuleChange): Promise<void> {
  accepted(await api.PATCH('/api/alerts/rules/{id}', { params: { path: { id } }, body: change }));
}

export async function deleteRule(id: string): Promise<void> {
  accepted(await api.DELETE('/api/alerts/rules/{id}', { params: { path: { id } } }));
}

export async function addChannel(channel: NewAlertChannel): Promise<void> {
  accepted(await api.POST('/api/alerts/channels', { body: channel }));
}

export async function changeChannel(id: string, change: AlertChannelChange): Promise<void> {
  accepted(
    await api.PATCH('/api/alerts/channels/{id}', { params: { path: { id } }, body: change }),
  );
}

export async function deleteChannel(id: string): Promise<void> {
  accepted(await api.DELETE('/api/alerts/channels/{id}', { params: { path: { id } } }));
}

export async function testChannel(id: string): Promise<ChannelTested> {
  return body(await api.POST('/api/alerts/channels/{id}/test', { params: { path: { id } } }));
}
