import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { me, setup, signIn } from '../api/session';
import { EntryCard, written } from '../components/EntryCard';

const SetUp = lazy(async () => ({ default: (await import('./SetUp')).SetUp }));

/** The form to sign in; that of the first administrator while nobody may. */
export function SignIn() {
  const { data, isPending } = useQuery(setup);
  // A form that gives way to another one would take with it what is typed.
  if (isPending) return null;
  if (!data?.is_open) return <SignInForm />;
  return (
    <Suspense>
      <SetUp />
    </Suspense>
  );
}

function SignInForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: me.queryKey }),
  });
  return (
    <EntryCard
      title={t('signin.title')}
      error={signing.error}
      help={t('signin.help')}
      onSubmit={(form) => {
        signing.mutate({
          email: written(form, 'email').trim(),
          password: written(form, 'password'),
        });
      }}
    >
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
    </EntryCard>
  );
}
