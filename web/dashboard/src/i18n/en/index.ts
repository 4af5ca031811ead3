/** Every sentence of the interface, in English; the other languages have the same keys. */
import { charts } from './charts';
import { errors } from './errors';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { operate } from './operate';
import { people } from './people';
import { setup } from './setup';
import { shell } from './shell';
import { tasks } from './tasks';

export const en = {
  ...charts,
  ...errors,
  ...frame,
  ...knowledge,
  ...operate,
  ...people,
  ...setup,
  ...shell,
  ...tasks,
} as const;

export type Key = keyof typeof en;
/** Languages with more plural forms than English add `_few` and `_many` keys. */
export type Strings = Record<Key, string> & Record<string, string>;
