/** Messages of the chats: newest first, the weightiest first, or what fits a search best. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from './client';
import { firstPage, type ListRule } from './pages';
import { day, id, oneOf, word } from './address';
import { asSearch, isRanked, MOST_RANKED, searchEntries, staleTime } from './ranking';
import { CLASSIFICATIONS, type Message } from './types';

/** What `/messages` holds in its URL. Days are those of the reader's clock; both count. */
export const messageSearch = v.object({
  ...searchEntries,
  /** The message that others are to be like; it takes the place of words. */
  like: id,
  classification: oneOf(CLASSIFICATIONS),
  project: word,
  chat: id,
  topic: id,
  author: word,
  from: day,
  to: day,
  sort: oneOf(['importance']),
});
export type MessageView = v.InferOutput<typeof messageSearch>;

const MOST_SOURCES = 200; // what a page holds at most

/** Whether the messages come in the order of what fits best. */
export const isMessageRanking = (view: MessageView) => view.like !== undefined || isRanked(view);

export const messageList = (view: MessageView) =>
  infiniteQueryOptions({
    // Events change lists, and never the order of a ranking that somebody reads.
    queryKey: isMessageRanking(view) ? ['ranking', 'messages', view] : ['messages', 'list', view],
    staleTime: staleTime(isMessageRanking(view)),
    queryFn: async ({ pageParam, signal }) => {
      const asked = asQuery(view);
      const query = pageParam === null ? asked : { ...asked, cursor: pageParam };
      return body(await api.GET('/api/messages', { params: { query }, signal }));
    },
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.next_cursor,
  });

/** How many there are of each classification, besides which the view's filters count. */
export const messageCounts = (view: MessageView) => {
  const query = { ...asFilter(view), ...(view.q && { q: view.q }) };
  return queryOptions({
    queryKey: ['messages', 'count', query],
    queryFn: async ({ signal }) =>
      body(await api.GET('/api/messages/count', { params: { query }, signal })),
    // A ranking holds what is likest, however many there are.
    enabled: !isMessageRanking(view),
  });
};

function asQuery(view: MessageView) {
  const { like, classification, sort } = view;
  return {
    ...(like ? { similar_to: like, limit: MOST_RANKED } : asSearch(view)),
    ...(!isMessageRanking(view) && { sort: sort ? '-importance' : '-sent_at' }),
    ...(classification && { classification: [classification] }),
    ...asFilter(view),
  } as const;
}

function asFilter({ project, chat, topic, author, from, to }: MessageView) {
  return {
    ...(project && { project }),
    ...(chat && { chat: [chat] }),
    ...(topic && { topic_id: [topic] }),
    ...(author && { author }),
    ...(from && { from: dayBegins(from) }),
    ...(to && { to: dayBegins(to, 1) }),
  } as const;
}

/** Midnight of the reader's clock, *later* days after the given one. */
export function dayBegins(given: string, later = 0): string {
  const at = new Date(`${given}T00:00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** The messages that a proposal names, in the order in which they were sent. */
export const sourceMessages = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['sources', ids],
    queryFn: async ({ signal }) => {
      const query = {
        id: ids.slice(0, MOST_SOURCES),
        sort: 'sent_at',
        limit: MOST_SOURCES,
      } as const;
      return body(await api.GET('/api/messages', { params: { query }, signal })).items;
    },
    enabled: ids.length > 0,
  });

/** The list's filters, as far as a message itself tells; what else is found only the server knows. */
export function messageRule(given: unknown): ListRule<Message> {
  const read = v.safeParse(messageSearch, given);
  const view: MessageView = read.success ? read.output : {};
  const matches = (message: Message) =>
    (!view.classification || message.classification === view.classification) &&
    (!view.project || message.project === view.project) &&
    (!view.chat || message.chat.id === view.chat) &&
    (!view.topic || message.topic_id === view.topic) &&
    (!view.author || message.author?.id === view.author) &&
    (!view.q || message.text.toLowerCase().includes(view.q.toLowerCase())) &&
    (!view.from || Date.parse(message.sent_at) >= Date.parse(dayBegins(view.from))) &&
    (!view.to || Date.parse(message.sent_at) < Date.parse(dayBegins(view.to, 1)));
  return {
    matches,
    // A name or an e-mail that was typed: who is listed stays.
    keeps: (message) => matches({ ...message, author: authorOf(message, view) }),
    compare: view.sort ? byImportance : byTime,
  };
}

function authorOf(message: Message, { author }: MessageView): Message['author'] {
  return author ? { id: author, name: message.author?.name ?? author } : message.author;
}

const byTime = (a: Message, b: Message) => Date.parse(b.sent_at) - Date.parse(a.sent_at);
// Without a score it comes first, as in PostgreSQL.
const byImportance = (a: Message, b: Message) => weight(b) - weight(a) || byTime(a, b);
const weight = ({ importance }: Message) => importance ?? Infinity;
