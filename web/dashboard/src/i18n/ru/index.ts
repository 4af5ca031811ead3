import type { Strings } from '../en';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { shell } from './shell';
import { tasks } from './tasks';

export const ru: Strings = { ...frame, ...shell, ...tasks, ...knowledge };
