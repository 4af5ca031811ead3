import type { Strings } from '../en';
import { frame } from './frame';
import { knowledge } from './knowledge';
import { tasks } from './tasks';

export const uk: Strings = { ...frame, ...tasks, ...knowledge };
