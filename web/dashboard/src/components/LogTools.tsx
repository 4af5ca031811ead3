import { ActionIcon, NativeSelect, TextInput, Tooltip } from '@mantine/core';
import {
  IconDownload,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { LogFilter } from '../api/logs';
import classes from './LogTools.module.css';
import { useDraft } from './useDraft';

// Debug is the least: to ask for it is to ask for all.
const SHOWN_LEVELS = ['info', 'warning', 'error', 'critical'] as const;

interface Props {
  filter: LogFilter;
  /** The numbers of the attempts that there are. */
  attempts: number[];
  onFilter: (change: { [Key in keyof LogFilter]: LogFilter[Key] | undefined }) => void;
  isFrozen: boolean;
  onFreeze: () => void;
  isSaving: boolean;
  onSave: () => void;
}

/** Which lines to show, and what can be done with them. */
export function LogTools(props: Props) {
  const { filter, attempts, onFilter, isFrozen, onFreeze, isSaving, onSave } = props;
  const { t } = useTranslation();
  const search = useDraft(filter.q ?? '', (value) => onFilter({ q: value.trim() || undefined }));
  return (
    <search className={classes.tools}>
      <TextInput
        size="xs"
        type="search"
        className={classes.search}
        aria-label={t('logs.search')}
        placeholder={t('logs.search')}
        leftSection={<IconSearch size={14} />}
        value={search.value}
        onChange={(event) => search.set(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        className={classes.select}
        aria-label={t('logs.level')}
        value={filter.level ?? ''}
        data={[
          { value: '', label: t('logs.level.all') },
          ...SHOWN_LEVELS.map((level) => ({ value: level, label: t(`logs.level.${level}`) })),
        ]}
        onChange={({ currentTarget }) =>
          onFilter({ level: SHOWN_LEVELS.find((level) => level === currentTarget.value) })
        }
      />
      {attempts.length > 1 && (
        <NativeSelect
          size="xs"
          className={classes.select}
          aria-label={t('logs.attempt')}
          value={String(filter.attempt ?? '')}
          data={[
            { value: '', label: t('logs.attempt.all') },
            ...attempts.map((number) => ({
              value: String(number),
              label: `${t('task.attempt')} ${number}`,
            })),
          ]}
          onChange={({ currentTarget }) =>
            onFilter({ attempt: Number(currentTarget.value) || undefined })
          }
        />
      )}
      <Tool
        Shape={isFrozen ? IconPlayerPlay : IconPlayerPause}
        label={t('logs.freeze')}
        isPressed={isFrozen}
        onClick={onFreeze}
      />
      <Tool Shape={IconDownload} label={t('logs.save')} isBusy={isSaving} onClick={onSave} />
    </search>
  );
}

interface ToolProps {
  Shape: Icon;
  label: string;
  isPressed?: boolean;
  isBusy?: boolean;
  onClick: () => void;
}

function Tool({ Shape, label, isPressed, isBusy = false, onClick }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={30}
        variant={isPressed ? 'filled' : 'default'}
        aria-label={label}
        aria-pressed={isPressed}
        loading={isBusy}
        onClick={onClick}
      >
        <Shape size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
