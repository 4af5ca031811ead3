/** The interface's language: the browser's until the reader chooses another, which is kept. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { kept } from '../api/kept';
import type { en, Key, Strings } from './en';

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

/** Where the browser keeps the choice. */
export const STORED = 'orakul.language';

// Each reader gets the words of one language, English as well, and all of them at once: what says
// that the connection is gone has to be there when it is.
const loaders: Record<Language, () => Promise<Strings>> = {
  en: async () => (await import('./en')).en,
  uk: async () => (await import('./uk')).uk,
  ru: async () => (await import('./ru')).ru,
};

export function isLanguage(name: string | null): name is Language {
  return name !== null && name in LANGUAGES;
}

/** Tells whether there are words for *key*; the server may know more kinds than the page does. */
export function isKey<Some extends string>(key: Some): key is Some & Key {
  return i18next.exists(key);
}

/** Nothing may be drawn before. `public/words.js` chooses in the same way. */
export async function startLanguages(): Promise<void> {
  const stored = kept(STORED);
  const language = isLanguage(stored) ? stored : preferred(navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false, // every language says everything
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false }, // React escapes
    resources: { [language]: { translation: await loaders[language]() } },
  });
  document.documentElement.lang = language;
}

/** The first of the browser's languages that there is; regions make no difference. */
export function preferred(languages: readonly string[]): Language {
  const known = languages.map((each) => each.split('-', 1)[0] ?? null);
  return known.find(isLanguage) ?? 'en';
}

/** Nothing changes where its words do not come. */
export async function chooseLanguage(language: Language): Promise<void> {
  const words = await loaders[language]();
  i18next.addResourceBundle(language, 'translation', words);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
