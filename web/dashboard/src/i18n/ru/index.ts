import type { Strings } from '../en';
import { charts } from './charts';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { operate } from './operate';
import { people } from './people';
import { setup } from './setup';
import { shell } from './shell';
import { tasks } from './tasks';

export const ru: Strings = {
  ...charts,
  ...frame,
  ...knowledge,
  ...operate,
  ...people,
  ...setup,
  ...shell,
  ...tasks,
};
