/** The interface's language: English until the reader chooses another; the choice is kept. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, type Strings } from './en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    keySeparator: false;
    nsSeparator: false;
    resources: { translation: typeof en };
  }
}

export const LANGUAGES = { en: 'English', uk: 'Українська', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'orakul.language';

const loaders: Record<Language, () => Promise<Strings>> = {
  en: () => Promise.resolve(en),
  uk: async () => (await import('./uk')).uk,
  ru: async () => (await import('./ru')).ru,
};

export function isLanguage(name: string | null): name is Language {
  return name !== null && name in LANGUAGES;
}

export async function startLanguages(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    resources: { en: { translation: en } },
  });
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored) && stored !== 'en') await chooseLanguage(stored);
}

export async function chooseLanguage(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await loaders[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(STORED, language);
}
