import { useTranslation } from 'react-i18next';
import type { Frame } from '../api/types';
import { unturned } from './plainText';
import classes from './TaskFrames.module.css';

/** Where an error came from: the application's calls, and those of libraries on demand. */
export function TaskFrames({ frames }: { frames: Frame[] }) {
  const { t } = useTranslation();
  const own = frames.filter((frame) => frame.own);
  const foreign = frames.filter((frame) => !frame.own);
  return (
    <>
      {own.length > 0 && <Frames label={t('frames.own')} frames={own} />}
      {foreign.length > 0 && (
        <details open={own.length === 0}>
          <summary className={classes.summary}>
            {t('frames.foreign', { count: foreign.length })}
          </summary>
          <Frames label={t('frames.foreign', { count: foreign.length })} frames={foreign} />
        </details>
      )}
    </>
  );
}

function Frames({ label, frames }: { label: string; frames: Frame[] }) {
  return (
    <ol className={classes.frames} aria-label={label}>
      {frames.map((frame) => (
        <li key={frame.depth} className={classes.frame} data-own={frame.own}>
          <span className={classes.function}>{frame.function}</span>
          <span className={classes.place} title={frame.file}>
            {frame.module}
            {frame.line !== null && `:${frame.line}`}
          </span>
          {frame.code && <code className={classes.code}>{unturned(frame.code.trim())}</code>}
        </li>
      ))}
    </ol>
  );
}
