import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { choosePassword } from '../api/session';
import { EntryCard, written } from '../components/EntryCard';

const SHORTEST_PASSWORD = 8;

/** For whoever got a token from an administrator. The token is in no address. */
export function ChoosePassword({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  const choosing = useMutation({ mutationFn: choosePassword });
  return (
    <EntryCard
      title={t('reset.title')}
      error={choosing.error}
      help={t('reset.token.help')}
      onSubmit={(form) => {
        choosing.mutate({
          token: written(form, 'token').trim(),
          password: written(form, 'password'),
        });
      }}
    >
      {choosing.isSuccess ? (
        <p role="status">{t('reset.done')}</p>
      ) : (
        <>
          <TextInput
            {...{ name: 'token', required: true, autoComplete: 'off', maxLength: 200 }}
            label={t('reset.token')}
            withAsterisk={false}
          />
          <TextInput
            {...{ name: 'password', type: 'password', required: true, maxLength: 200 }}
            {...{ autoComplete: 'new-password', minLength: SHORTEST_PASSWORD }}
            label={t('reset.password')}
            description={t('reset.password.help')}
            withAsterisk={false}
          />
          <Button type="submit" fullWidth loading={choosing.isPending}>
            {t('reset.submit')}
          </Button>
        </>
      )}
      <Button variant="subtle" fullWidth onClick={onBack}>
        {t('reset.back')}
      </Button>
    </EntryCard>
  );
}
