import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LONGEST, type Mistake } from '../api/search';
import type { Suggestion } from '../api/types';
import classes from './SearchBox.module.css';
import { SearchHelp } from './SearchHelp';
import { meaningOf, sentenceOf } from './searchWords';

interface Props {
  value: string;
  /** None closes the list. */
  suggestions: readonly Suggestion[];
  mistake: Mistake | null;
  onType: (value: string, cursor: number) => void;
  /** Suggestions are wanted without a change. */
  onAsk: (cursor: number) => void;
  /** The answer is where the cursor goes; null if the suggestion is out of date. */
  onChoose: (suggestion: Suggestion) => number | null;
  onClose: () => void;
  onLeave: () => void;
  onSubmit: () => void;
  onExample: (search: string) => void;
}

/** A box with a list of how what is in it may go on: a combobox, as WAI-ARIA has it. */
export function SearchBox(props: Props) {
  const { value, suggestions } = props;
  const { t } = useTranslation();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const [active, setActive] = useState(-1);
  const isOpen = suggestions.length > 0;
  // While there are ways to go on, it is not wrong yet.
  const mistake = isOpen ? null : props.mistake;
  const chosen = isOpen ? suggestions[active] : undefined;

  useLayoutEffect(() => {
    if (cursor !== null) input.current?.setSelectionRange(cursor, cursor);
  }, [cursor, value]);

  const choose = (suggestion: Suggestion) => {
    setCursor(props.onChoose(suggestion));
    setActive(-1);
  };
  const close = () => {
    setActive(-1);
    props.onClose();
  };
  const move = (by: number) => {
    if (!isOpen) props.onAsk(input.current?.selectionStart ?? value.length);
    // One place more than there are suggestions: that of the box itself.
    const places = suggestions.length + 1;
    setActive(((active + by + 1 + places) % places) - 1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const taken = act(event.key);
    if (taken) event.preventDefault();
  };
  /** Whether the key meant the list. */
  const act = (key: string): boolean => {
    if (key === 'ArrowDown' || key === 'ArrowUp') move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Enter' && !chosen) props.onSubmit();
    else if ((key === 'Enter' || key === 'Tab') && chosen) choose(chosen);
    else if (key === 'Escape' && isOpen) close();
    else return false;
    return true;
  };

  return (
    <div className={classes.search}>
      <TextInput
        ref={input}
        size="xs"
        type="search"
        role="combobox"
        aria-label={t('tasks.search')}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={isOpen ? `${id}-list` : undefined}
        aria-activedescendant={chosen ? `${id}-${active}` : undefined}
        aria-describedby={mistake ? `${id}-mistake` : undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={LONGEST}
        placeholder={t('tasks.search.placeholder')}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={<SearchHelp onExample={props.onExample} />}
        rightSectionWidth={32}
        classNames={{ input: classes.input ?? '' }}
        error={mistake !== null}
        value={value}
        onChange={({ currentTarget }) => {
          setCursor(null);
          setActive(-1);
          props.onType(currentTarget.value, currentTarget.selectionStart ?? 0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          close();
          props.onLeave();
        }}
      />
      {isOpen && (
        <ul
          role="listbox"
          id={`${id}-list`}
          className={classes.list}
          aria-label={t('tasks.search.list')}
        >
          {suggestions.map((each, index) => (
            <Option
              key={each.text}
              id={`${id}-${index}`}
              suggestion={each}
              isActive={index === active}
              onChoose={() => choose(each)}
            />
          ))}
        </ul>
      )}
      {mistake && <Wrong id={`${id}-mistake`} mistake={mistake} />}
    </div>
  );
}

interface OptionProps {
  id: string;
  suggestion: Suggestion;
  isActive: boolean;
  onChoose: () => void;
}

function Option({ id, suggestion, isActive, onChoose }: OptionProps) {
  const { t } = useTranslation();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isActive) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <li
      ref={item}
      id={id}
      role="option"
      aria-selected={isActive}
      className={classes.option}
      // The box keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <code>{suggestion.text}</code>
      <span className={classes.told}>{meaningOf(suggestion, t)}</span>
    </li>
  );
}

function Wrong({ id, mistake }: { id: string; mistake: Mistake }) {
  const { t } = useTranslation();
  const { before, wrong, after } = mistake;
  return (
    <div id={id} className={classes.mistake} role="alert">
      <p>{sentenceOf(mistake, t)}</p>
      <code className={classes.quote}>
        {before}
        <mark className={classes.mark}>{wrong || ' '}</mark>
        {after}
      </code>
    </div>
  );
}
