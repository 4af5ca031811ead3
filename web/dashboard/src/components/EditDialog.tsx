import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../api/client';
import { parseExactly } from '../api/exactJson';
import type { Json, Task } from '../api/types';
import classes from './EditDialog.module.css';
import { jsonFault } from './jsonFault';
import { ReasonDialog } from './ReasonDialog';

interface Props {
  task: Pick<Task, 'id' | 'args'>;
  isBusy: boolean;
  error: Error | null;
  onRetry: (args: Record<string, Json>, reason: string) => void;
  onClose: () => void;
}

/** Arguments to try again with: the task's own, to begin with. */
export function EditDialog({ task, error, onRetry, ...dialog }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(task.args, null, 2));
  const [refused, setRefused] = useState<string | null>(null);
  const mistake = useMistake(text);
  // What the server says is of what was sent: typing on makes it a thing of the past.
  const said = text === refused ? error : null;
  const refusal = faultOf(said, 'args');
  return (
    <ReasonDialog
      {...dialog}
      size="lg"
      title={t('task.edit.title', { id: task.id })}
      action={t('task.edit.do')}
      error={refusal ? null : said}
      onConfirm={(reason) => {
        const args = argumentsIn(text);
        if (!args) return;
        setRefused(text);
        onRetry(args, reason);
      }}
    >
      <p className={classes.help}>{t('task.edit.help')}</p>
      <Textarea
        label={t('task.args')}
        classNames={{ input: classes.editor }}
        rows={Math.min(20, Math.max(8, text.split('\n').length))}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={text}
        error={mistake ?? refusal}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
      />
    </ReasonDialog>
  );
}

/** What is wrong with *text*, in a sentence that says where. */
function useMistake(text: string): string | undefined {
  const { t } = useTranslation();
  const fault = jsonFault(text);
  if (fault) {
    const { line, column, expected } = fault;
    return t('json.fault', { line, column, expected: t(`json.expected.${expected}`) });
  }
  return argumentsIn(text) ? undefined : t('json.fault.object');
}

function argumentsIn(text: string): Record<string, Json> | null {
  try {
    const value = parseExactly(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
