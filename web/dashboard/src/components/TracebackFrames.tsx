import { useTranslation } from 'react-i18next';
import type { Frame } from '../api/types';
import classes from './TracebackFrames.module.css';

/** The application's calls first, the innermost at the top; the libraries' are folded. */
export function TracebackFrames({ frames }: { frames: readonly Frame[] }) {
  const { t } = useTranslation();
  const own = frames.filter((frame) => frame.own);
  const libraries = frames.filter((frame) => !frame.own);
  return (
    <>
      <Calls frames={own} />
      {libraries.length > 0 && (
        <details open={own.length === 0}>
          <summary className={classes.summary}>
            {t('errors.libraries', { count: libraries.length })}
          </summary>
          <Calls frames={libraries} />
        </details>
      )}
    </>
  );
}

function Calls({ frames }: { frames: readonly Frame[] }) {
  return (
    <ol className={classes.frames}>
      {frames.map((frame) => (
        <li key={frame.depth} className={classes.frame} data-own={frame.own}>
          <span className={classes.call}>
            {frame.module}:{frame.function}
          </span>
          <span className={classes.place}>
            {frame.file}
            {frame.line !== null && `:${frame.line}`}
          </span>
          {frame.code && <code className={classes.code}>{frame.code}</code>}
        </li>
      ))}
    </ol>
  );
}
