import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as v from 'valibot';
import type { ImportanceScale, Message } from '../api/types';
import type { Key } from '../i18n/en';
import { useFormats } from '../i18n/format';
import classes from './Importance.module.css';

const FACTORS = ['content', 'author', 'temporal', 'topic'] as const;
const REASONS = [
  ...(['length', 'signal words', 'request', 'question', 'link', 'code', 'numbers'] as const),
  ...(['repeated', 'empty', 'command', 'no words', 'filler'] as const),
] as const;

const stored = v.object({
  content: v.number(),
  author: v.number(),
  temporal: v.number(),
  topic: v.number(),
  reasons: v.fallback(v.array(v.string()), []),
});

interface Props {
  message: Message;
  scale: ImportanceScale | undefined;
}

/** The importance of a message; a click tells how it came about. */
export function Importance({ message, scale }: Props) {
  const { t } = useTranslation();
  const { hundredths } = useFormats();
  const [isOpen, setOpen] = useState(false);
  if (message.importance === null) return <span />;
  const shown = hundredths(cut(message.importance));
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      width={340}
      shadow="md"
      withinPortal
    >
      <Popover.Target>
        <button
          type="button"
          className={classes.value}
          title={t('messages.importance.why')}
          aria-label={t('messages.importance', { value: shown })}
          onClick={() => setOpen(!isOpen)}
        >
          {shown}
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('messages.importance', { value: shown })}>
        {isOpen && <Explained message={message} scale={scale} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Explained({ message, scale }: Props) {
  const { t } = useTranslation();
  const { hundredths, exactly } = useFormats();
  const read = v.safeParse(stored, message.factors);
  if (!read.success) return <p>{t('messages.factors.none')}</p>;
  const factors = read.output;
  const whole = scale ? FACTORS.reduce((sum, factor) => sum + scale[factor], 0) : 1;
  return (
    <div className={classes.explained}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('messages.factor')}</th>
            <th scope="col">{t('messages.factor.value')}</th>
            <th scope="col">{t('messages.factor.weight')}</th>
            <th scope="col">{t('messages.factor.adds')}</th>
          </tr>
        </thead>
        <tbody>
          {FACTORS.map((factor) => (
            <tr key={factor}>
              <th scope="row">
                {t(`messages.factor.${factor}`)}
                <span className={classes.dim}>{t(`messages.factor.${factor}.help`)}</span>
              </th>
              <td>{exactly(factors[factor])}</td>
              <td>{scale ? `× ${exactly(scale[factor] / whole)}` : ''}</td>
              <td>{scale ? exactly((factors[factor] * scale[factor]) / whole) : ''}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {t('messages.importance.sum')}
            </th>
            <td>{exactly(message.importance ?? 0)}</td>
          </tr>
        </tfoot>
      </table>
      {factors.reasons.length > 0 && (
        <p>
          <span className={classes.dim}>{t('messages.reasons')}</span>{' '}
          {factors.reasons.map((reason) => reasonIn(reason, (key) => t(key))).join(', ')}
        </p>
      )}
      {scale && (
        <p className={classes.dim}>
          {t('messages.classes', {
            ...{ noise: hundredths(scale.noise), signal: hundredths(scale.signal) },
          })}
        </p>
      )}
    </div>
  );
}

function reasonIn(reason: string, told: (key: Key) => string): string {
  const known = REASONS.find((each) => each === reason);
  return known ? told(`reason.${known}`) : reason;
}

/** Cut, not rounded: 0.297 is noise, and 0.30 would look like a weak signal. */
function cut(value: number): number {
  return Math.floor(value * 100 + 1e-9) / 100;
}
