import { CopyIcon } from './CopyIcon';
import { Section } from './Section';
import classes from './TaskDetail.module.css';

/** JSON as text: whatever it holds, it is only shown. */
export function JsonSection({ title, value }: { title: string; value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  return (
    <Section title={title} action={<CopyIcon value={text} />}>
      {/* Focusable, because it may have to be scrolled. */}
      <pre className={classes.code} tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </Section>
  );
}
