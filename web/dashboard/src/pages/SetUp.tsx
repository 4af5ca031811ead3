import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isStatus } from '../api/client';
import { me, setup, setUp } from '../api/session';
import { EntryCard, written } from '../components/EntryCard';

const SHORTEST_PASSWORD = 8;

/** The form of the first administrator, who has the code that the server printed. */
export function SetUp() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: setUp,
    onSuccess: () => {
      client.removeQueries({ queryKey: setup.queryKey });
      return client.invalidateQueries({ queryKey: me.queryKey });
    },
    onError: (error) => {
      // Somebody else was first: from now on one signs in.
      if (isStatus(error, 409)) void client.invalidateQueries({ queryKey: setup.queryKey });
    },
  });
  return (
    <EntryCard
      title={t('setup.title')}
      error={making.error}
      help={t('setup.help')}
      onSubmit={(form) => {
        making.mutate({
          code: written(form, 'code').trim(),
          email: written(form, 'email').trim(),
          name: written(form, 'name').trim(),
          password: written(form, 'password'),
        });
      }}
    >
      <TextInput
        {...{ name: 'code', autoComplete: 'one-time-code', spellCheck: false, required: true }}
        label={t('setup.code')}
        description={t('setup.code.hint')}
        withAsterisk={false}
      />
      <TextInput
        {...{ name: 'name', autoComplete: 'name', required: true }}
        label={t('setup.name')}
        withAsterisk={false}
      />
      <TextInput
        {...{ name: 'email', type: 'email', autoComplete: 'username', required: true }}
        label={t('signin.email')}
        withAsterisk={false}
      />
      <TextInput
        {...{ name: 'password', type: 'password', autoComplete: 'new-password', required: true }}
        label={t('signin.password')}
        description={t('setup.password.hint', { count: SHORTEST_PASSWORD })}
        minLength={SHORTEST_PASSWORD}
        withAsterisk={false}
      />
      <Button type="submit" fullWidth mt={4} loading={making.isPending}>
        {t('setup.submit')}
      </Button>
    </EntryCard>
  );
}
