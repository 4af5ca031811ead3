import { useTranslation } from 'react-i18next';
import type { Me } from '../api/types';
import { AccountMenu } from '../components/AccountMenu';
import { useDensity } from '../components/useDensity';
import { useLanguage } from './useLanguage';
import { useSignOut } from './useSignOut';

export function Account({ me }: { me: Me }) {
  const { i18n } = useTranslation();
  const [density, setDensity] = useDensity();
  return (
    <AccountMenu
      {...{ me, density }}
      language={i18n.language}
      onDensity={setDensity}
      onLanguage={useLanguage()}
      onSignOut={useSignOut()}
    />
  );
}
