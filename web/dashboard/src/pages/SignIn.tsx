import { Alert, Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client';
import { me, signIn } from '../api/session';
import { Mark } from '../components/Mark';
import classes from './SignIn.module.css';

export function SignIn() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: me.queryKey }),
  });

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    signing.mutate({ email: field(form, 'email').trim(), password: field(form, 'password') });
  };

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Mark size={40} />
          <div>
            <h1 className={classes.title}>{t('signin.title')}</h1>
            <p className={classes.dim}>{t('app.tagline')}</p>
          </div>
        </div>
        <form className={classes.form} onSubmit={submit}>
          {signing.error && (
            <Alert color="red" role="alert">
              {signing.error instanceof ProblemError
                ? signing.error.message
                : t('signin.unreachable')}
            </Alert>
          )}
          <TextInput
            {...{ name: 'email', type: 'email', autoComplete: 'username', required: true }}
            label={t('signin.email')}
            withAsterisk={false}
          />
          <TextInput
            {...{
              name: 'password',
              type: 'password',
              autoComplete: 'current-password',
              required: true,
            }}
            label={t('signin.password')}
            withAsterisk={false}
          />
          <Button type="submit" fullWidth mt={4} loading={signing.isPending}>
            {t('signin.submit')}
          </Button>
        </form>
        <p className={classes.help}>{t('signin.help')}</p>
      </div>
    </main>
  );
}

function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
