import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { rangeIn, textIn, withRange } from '../api/range';
import { completed, mistakeIn, suggestions } from '../api/search';
import type { Suggestion } from '../api/types';
import { SearchBox } from '../components/SearchBox';
import { useDraft } from '../components/useDraft';

const PAUSE = 150; // ms without a key before suggestions are asked for

interface Props {
  /** A range that was drawn on a chart is a part of it, but not written in the box. */
  q: string;
  /** Why the list could not be read, if it could not. */
  error: Error | null;
  onSearch: (q: string) => void;
  /** Whether more may come: the box was not left since, and Enter not pressed. */
  onWriting: (isWriting: boolean) => void;
}

/** The search as it is written: it counts after a pause, and is told how it may go on. */
export function TaskSearch({ q, error, onSearch, onWriting }: Props) {
  const text = textIn(q);
  const search = (value: string) =>
    onSearch(withRange(value.trim(), rangeIn(value.trim()) ?? rangeIn(q)));
  const draft = useDraft(text, search, waitsForValue);
  const [cursor, setCursor] = useState<number | null>(null);
  const [asked] = useDebouncedValue({ text: draft.value, cursor }, PAUSE);
  const found = useQuery({
    ...suggestions(asked.text, asked.cursor ?? 0),
    enabled: cursor !== null && asked.cursor !== null,
    placeholderData: keepPreviousData,
  });
  const isCurrent = asked.text === draft.value && !found.isPlaceholderData;

  const choose = (suggestion: Suggestion) => {
    if (!isCurrent) return null;
    const next = completed(draft.value, suggestion);
    draft.set(next.text);
    setCursor(waitsForValue(next.text) ? next.cursor : null);
    return next.cursor;
  };
  return (
    <SearchBox
      value={draft.value}
      suggestions={cursor === null ? [] : (found.data ?? [])}
      mistake={draft.value.trim() === text ? mistakeIn(q, error) : null}
      onType={(value, at) => {
        draft.set(value);
        setCursor(at);
        onWriting(true);
      }}
      onAsk={setCursor}
      onChoose={choose}
      onClose={() => setCursor(null)}
      onLeave={() => onWriting(false)}
      onSubmit={() => {
        setCursor(null);
        draft.commit();
        onWriting(false);
      }}
      onExample={draft.set}
    />
  );
}

/** A qualifier without its value is no mistake while it is being written. */
function waitsForValue(search: string): boolean {
  return search.endsWith(':');
}
