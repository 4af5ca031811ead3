import { useDebouncedValue } from '@mantine/hooks';
import { IconListDetails, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { foundPeople, foundTasks } from '../api/finding';
import { shownState } from '../api/tasks';
import type { Me } from '../api/types';
import { Palette, type Command } from '../components/Palette';
import type { Overlay } from './Overlays';
import { useActions, usePageCommands, usePageDeeds, useViewCommands } from './useCommands';

const PAUSE = 150; // ms without a key before the server is asked

interface Props {
  me: Me;
  onOpen: (overlay: Overlay) => void;
  onClose: () => void;
}

/** Everything one can go to or do, by its name. */
export function Commands({ me, onOpen, onClose }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const found = useFound(query.trim(), me.role === 'admin');
  const here = usePageDeeds();
  const groups = [
    { label: t('palette.here'), commands: named(here, query) },
    { label: t('palette.pages'), commands: named(usePageCommands(me), query) },
    { label: t('palette.views'), commands: named(useViewCommands(), query) },
    { label: t('palette.actions'), commands: named(useActions(me, onOpen), query) },
    { label: t('palette.tasks'), commands: found.tasks },
    { label: t('palette.people'), commands: found.people },
  ].filter(({ commands }) => commands.length > 0);
  return (
    <Palette
      {...{ query, groups, onClose }}
      onQuery={setQuery}
      onChoose={({ run }) => {
        onClose();
        run();
      }}
      isBusy={found.isBusy}
      problem={found.problem}
    />
  );
}

function named(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/);
  return commands.filter(({ label, hint = '' }) => {
    const text = `${label} ${hint}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What only the server knows, by what was typed when the typist pauses. */
function useFound(typed: string, isAdmin: boolean) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [q] = useDebouncedValue(typed, PAUSE);
  const tasks = useQuery(foundTasks(q));
  const people = useQuery(foundPeople(q, isAdmin));
  const isAsked = typed !== '' && q !== '';
  const fitting = (found: Command[], isPlaceholder: boolean) => {
    if (!isAsked) return [];
    // Found for other words, it stays as far as it goes with those that are typed by now.
    return typed === q && !isPlaceholder ? found : named(found, typed);
  };
  const tasksFound = (tasks.data ?? []).map((task): Command => ({
    id: `task-${task.id}`,
    label: task.name,
    hint: `${task.id} · ${t(`state.${shownState(task)}`)}`,
    icon: IconListDetails,
    run: () => void navigate({ to: '/', search: { task: task.id } }),
  }));
  const peopleFound = (people.data ?? []).map(({ id, name, email }): Command => ({
    id: `person-${id}`,
    label: t('palette.person', { name }),
    ...(email && { hint: email }),
    icon: IconUser,
    run: () => void navigate({ to: '/', search: { owner: id } }),
  }));
  return {
    tasks: fitting(tasksFound, tasks.isPlaceholderData),
    people: fitting(peopleFound, people.isPlaceholderData),
    isBusy: typed !== q || tasks.isFetching || people.isFetching,
    problem: isAsked && !tasks.isFetching ? tasks.error?.message : undefined,
  };
}
