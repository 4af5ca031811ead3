import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '@mantine/core';
import { ProblemError } from '../api/client';
import classes from './EntryCard.module.css';
import { Mark } from './Mark';

interface Props {
  title: string;
  /** Why one is here, who did not ask for it. */
  notice?: string | undefined;
  /** Of the last try; the server's own sentence is shown. */
  error: Error | null;
  onSubmit: (form: FormData) => void;
  /** The fields and the button. */
  children: ReactNode;
  help: string;
}

/** The form that stands before all pages, alone on its page. */
export function EntryCard({ title, notice, error, onSubmit, children, help }: Props) {
  const { t } = useTranslation();
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Mark size={40} />
          <div>
            <h1 className={classes.title}>{title}</h1>
            <p className={classes.dim}>{t('app.tagline')}</p>
          </div>
        </div>
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit(new FormData(event.currentTarget));
          }}
        >
          {notice !== undefined && !error && (
            <Alert color="gray" role="status">
              {notice}
            </Alert>
          )}
          {error && (
            <Alert color="red" role="alert">
              {error instanceof ProblemError ? error.message : t('signin.unreachable')}
            </Alert>
          )}
          {children}
        </form>
        <p className={classes.help}>{help}</p>
      </div>
    </main>
  );
}

/** What stands in the text field *name*. */
export function written(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
