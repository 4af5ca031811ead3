import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changePassword } from '../api/account';
import form from '../components/Form.module.css';
import { Section } from '../components/Section';
import classes from './OwnAccount.module.css';
import { useDeed } from './useDeed';

const PASSWORD = { type: 'password', required: true, withAsterisk: false } as const;

export function PasswordForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const changing = useDeed({
    name: t('account.password.change'),
    mutationFn: changePassword,
    onDone: () => {
      setCurrent('');
      setChosen('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <Section title={t('account.password')}>
      <form
        className={`${form.form} ${classes.narrow}`}
        onSubmit={(event) => {
          event.preventDefault();
          changing.mutate({ current, new: chosen });
        }}
      >
        <TextInput
          {...PASSWORD}
          autoComplete="current-password"
          label={t('account.password.current')}
          value={current}
          error={changing.error?.message}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <TextInput
          {...PASSWORD}
          {...{ autoComplete: 'new-password', minLength: 8, maxLength: 200 }}
          label={t('reset.password')}
          description={t('reset.password.help')}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
        {changing.isSuccess && (
          <p className={form.done} role="status">
            {t('account.password.done')}
          </p>
        )}
        <div>
          <Button size="xs" type="submit" loading={changing.isPending}>
            {t('account.password.change')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
