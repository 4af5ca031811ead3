import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { me, setup, signIn } from '../api/session';
import { EntryCard, written } from '../components/EntryCard';

const SetUp = lazy(async () => ({ default: (await import('./SetUp')).SetUp }));
const ChoosePassword = lazy(async () => ({
  default: (await import('./ChoosePassword')).ChoosePassword,
}));

interface Props {
  /** Whoever reads this was signed in until now. */
  hasEnded?: boolean;
}

/** The form to sign in; that of the first administrator while nobody may. */
export function SignIn({ hasEnded = false }: Props) {
  const { data, isPending } = useQuery(setup);
  const [hasToken, setHasToken] = useState(false);
  // A form that gives way to another one would take with it what is typed.
  if (isPending) return null;
  if (!data?.is_open && !hasToken) {
    return <SignInForm hasEnded={hasEnded} onToken={() => setHasToken(true)} />;
  }
  return (
    <Suspense>
      {data?.is_open ? <SetUp /> : <ChoosePassword onBack={() => setHasToken(false)} />}
    </Suspense>
  );
}

interface FormProps {
  hasEnded: boolean;
  onToken: () => void;
}

function SignInForm({ hasEnded, onToken }: FormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const signing = useMutation({
    mutationFn: signIn,
    onSuccess: () => client.invalidateQueries({ queryKey: me.queryKey }),
  });
  return (
    <EntryCard
      title={t('signin.title')}
      notice={hasEnded ? t('signin.ended') : undefined}
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
        {...{ name: 'password', type: 'password', autoComplete: 'current-password' }}
        label={t('signin.password')}
        required
        withAsterisk={false}
      />
      <Button type="submit" fullWidth mt={4} loading={signing.isPending}>
        {t('signin.submit')}
      </Button>
      <Button variant="subtle" fullWidth onClick={onToken}>
        {t('reset.open')}
      </Button>
    </EntryCard>
  );
}
