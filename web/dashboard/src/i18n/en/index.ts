/** Every sentence of the interface, in English; the other languages have the same keys. */
import { account } from './account';
import { actors } from './actors';
import { alerts } from './alerts';
import { charts } from './charts';
import { columns } from './columns';
import { errors } from './errors';
import { events } from './events';
import { experiments } from './experiments';
import { exports } from './exports';
import { faults } from './faults';
import { frame } from './frame';
import { imports } from './imports';
import { knowledge } from './knowledge';
import { list } from './list';
import { operate } from './operate';
import { panel } from './panel';
import { people } from './people';
import { ranking } from './ranking';
import { reasoning } from './reasoning';
import { refusals } from './refusals';
import { runs } from './runs';
import { search } from './search';
import { setup } from './setup';
import { shell } from './shell';
import { system } from './system';
import { tasks } from './tasks';
import { traces } from './traces';
import { views } from './views';

export const en = {
  ...account,
  ...actors,
  ...alerts,
  ...charts,
  ...columns,
  ...errors,
  ...events,
  ...experiments,
  ...exports,
  ...faults,
  ...frame,
  ...imports,
  ...knowledge,
  ...list,
  ...operate,
  ...panel,
  ...people,
  ...ranking,
  ...reasoning,
  ...refusals,
  ...runs,
  ...search,
  ...setup,
  ...shell,
  ...system,
  ...tasks,
  ...traces,
  ...views,
} as const;

export type Key = keyof typeof en;
/** Languages with more plural forms than English add `_few` and `_many` keys. */
export type Strings = Record<Key, string> & Record<string, string>;
