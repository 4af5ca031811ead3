/** What the open task's panel shows, as the URL holds it beside the list's view. */
import * as v from 'valibot';
import { oneOf, word } from './address';
import { LEVELS } from './logs';

export const TABS = ['logs', 'trace'] as const;
/** What the newest attempt is compared with. */
export const PEERS = ['previous', 'success'] as const;
export type Peer = (typeof PEERS)[number];
/** The overview needs no word in the URL. */
export type Tab = 'overview' | (typeof TABS)[number];

/** The entries of the panel; the board's own schema takes them up. */
export const panelEntries = {
  tab: oneOf(TABS),
  /** The panel over the whole width: for long lines and waterfalls. */
  wide: oneOf(['yes']),
  level: oneOf(LEVELS),
  attempt: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/))), undefined),
  find: word,
  compare: oneOf(PEERS),
  /** The open span of the trace. */
  span_id: word,
};

export type PanelView = v.InferOutput<v.ObjectSchema<typeof panelEntries, undefined>>;
