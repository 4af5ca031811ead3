/** What can be decided of a proposal, each with its key. */
import { IconCheck, IconGitMerge, IconPencil, IconX, type TablerIcon } from '@tabler/icons-react';
import type { Verb } from '../api/proposals';

export const DEEDS: readonly { verb: Verb; key: string; icon: TablerIcon }[] = [
  { verb: 'approve', key: 'a', icon: IconCheck },
  { verb: 'reject', key: 'r', icon: IconX },
  { verb: 'merge', key: 'm', icon: IconGitMerge },
  { verb: 'edit', key: 'e', icon: IconPencil },
];
