import type { Strings } from '../en';
import { charts } from './charts';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { shell } from './shell';
import { tasks } from './tasks';

export const ru: Strings = { ...charts, ...frame, ...shell, ...tasks, ...knowledge };
