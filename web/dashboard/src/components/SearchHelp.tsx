import { Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SearchBox.module.css';

/** What can be written, each with a search that can be tried. */
const EXAMPLES = [
  ['rate limit', 'words'],
  ['"rate limit"', 'quoted'],
  ['state:failed,cancelled', 'state'],
  ['state:dead', 'dead'],
  ['task:embed*', 'task'],
  ['queue:default worker:*', 'queue'],
  ['owner:me project:*', 'owner'],
  ['error:timeout', 'error'],
  ['args.chat_id:42', 'args'],
  ['older:1h newer:7d', 'age'],
  ['created:2026-03-01..2026-03-07', 'created'],
  ['priority:>5 attempt:2..5', 'number'],
  ['has:result', 'has'],
  ['embed OR score', 'or'],
  ['-state:completed', 'not'],
] as const;

export function SearchHelp({ onExample }: { onExample: (search: string) => void }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width={460}
      shadow="md"
      trapFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.help}
          aria-label={t('tasks.search.help')}
          title={t('tasks.search.help')}
          onClick={() => setOpen(!isOpen)}
        >
          <IconHelp size={16} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 32px)">
        <p className={classes.helpText}>{t('tasks.search.help.text')}</p>
        <div className={classes.examples}>
          {EXAMPLES.map(([search, key]) => (
            <button
              key={key}
              type="button"
              className={classes.example}
              onClick={() => {
                setOpen(false);
                onExample(search);
              }}
            >
              <code>{search}</code>
              <span>{t(`tasks.search.example.${key}`)}</span>
            </button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
