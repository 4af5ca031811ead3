import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { me as meQuery, signOut } from '../api/session';
import type { Me } from '../api/types';
import { AccountMenu } from '../components/AccountMenu';
import { chooseLanguage } from '../i18n';

export function Account({ me }: { me: Me }) {
  const { i18n } = useTranslation();
  const client = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    // Nothing of this person may be left for the next one at the same browser.
    onSuccess: () => {
      client.clear();
      client.setQueryData(meQuery.queryKey, null);
      window.location.assign('/');
    },
  });
  return (
    <AccountMenu
      me={me}
      language={i18n.language}
      onLanguage={(language) => void chooseLanguage(language)}
      onSignOut={() => leaving.mutate()}
    />
  );
}
