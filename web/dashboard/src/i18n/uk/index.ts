import type { Strings } from '../en';
import { charts } from './charts';
import { errors } from './errors';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { operate } from './operate';
import { people } from './people';
import { setup } from './setup';
import { shell } from './shell';
import { tasks } from './tasks';

export const uk: Strings = {
  ...charts,
  ...errors,
  ...frame,
  ...knowledge,
  ...operate,
  ...people,
  ...setup,
  ...shell,
  ...tasks,
};
