import { Loader, Modal, UnstyledButton, VisuallyHidden } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Palette.module.css';
import { useFocusReturn } from './useFocusReturn';

export interface Command {
  id: string;
  label: string;
  /** What tells it from others of the same name. */
  hint?: string;
  icon: TablerIcon;
  run: () => void;
}

export interface CommandGroup {
  label: string;
  commands: readonly Command[];
}

interface Props {
  query: string;
  onQuery: (query: string) => void;
  groups: readonly CommandGroup[];
  isBusy: boolean;
  /** Why the server did not search. */
  problem: string | undefined;
  onChoose: (command: Command) => void;
  onClose: () => void;
}

/**
 * A combobox over all that one can go to or do. The first match is chosen, and stays so while more
 * is found.
 */
export function Palette({ query, onQuery, groups, onChoose, onClose, ...props }: Props) {
  const { isBusy, problem } = props;
  const { t } = useTranslation();
  useFocusReturn();
  const list = useId();
  const [marked, mark] = useState<{ query: string; id?: string }>({ query });
  const commands = groups.flatMap((group) => group.commands);
  // By what it is, not by where it stands: more may be found above it meanwhile.
  const place = commands.findIndex(({ id }) => marked.query === query && id === marked.id);
  const index = Math.max(place, 0);
  const chosen = commands[index];
  if (chosen && place < 0) mark({ query, id: chosen.id });
  const optionId = (id: string) => `${list}-${id}`;

  const move = (to: number) => {
    const next = commands[(to + commands.length) % Math.max(commands.length, 1)];
    if (!next) return;
    mark({ query, id: next.id });
    document.getElementById(optionId(next.id))?.scrollIntoView({ block: 'nearest' });
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') move(index + 1);
    else if (event.key === 'ArrowUp') move(index - 1);
    else if (event.key === 'Enter' && chosen) onChoose(chosen);
    else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={600}
      yOffset="10vh"
      aria-label={t('palette.title')}
    >
      <div className={classes.head}>
        <input
          className={classes.input}
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={list}
          aria-activedescendant={chosen && optionId(chosen.id)}
          placeholder={t('palette.placeholder')}
          value={query}
          onChange={(event) => onQuery(event.currentTarget.value)}
          onKeyDown={press}
          data-autofocus
        />
        {isBusy && <Loader size={16} />}
        <UnstyledButton className={classes.close} onClick={onClose}>
          {t('dialog.close')}
        </UnstyledButton>
      </div>
      <div id={list} role="listbox" aria-label={t('palette.title')} className={classes.list}>
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label}>
            <p className={classes.group} aria-hidden>
              {group.label}
            </p>
            {group.commands.map((command) => (
              <Option
                key={command.id}
                id={optionId(command.id)}
                isChosen={command === chosen}
                onMove={() => mark({ query, id: command.id })}
                onChoose={() => onChoose(command)}
                {...{ command }}
              />
            ))}
          </div>
        ))}
      </div>
      {problem && (
        <p className={classes.note} role="alert">
          {problem}
        </p>
      )}
      {commands.length === 0 && !isBusy && <p className={classes.note}>{t('palette.none')}</p>}
      <VisuallyHidden role="status">
        {t('palette.found', { count: commands.length })}
      </VisuallyHidden>
    </Modal>
  );
}

interface OptionProps {
  command: Command;
  id: string;
  isChosen: boolean;
  onMove: () => void;
  onChoose: () => void;
}

function Option({ command, id, isChosen, onMove, onChoose }: OptionProps) {
  const { label, hint, icon: Icon } = command;
  return (
    <div
      {...{ id, role: 'option' }}
      aria-selected={isChosen}
      className={classes.option}
      onMouseMove={isChosen ? undefined : onMove}
      onClick={onChoose}
    >
      <Icon size={16} aria-hidden />
      <span className={classes.label}>{label}</span>
      {hint && <span className={classes.hint}>{hint}</span>}
    </div>
  );
}
