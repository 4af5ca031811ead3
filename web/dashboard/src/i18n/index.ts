/** The interface's language: the browser's until the reader chooses another, which is kept. */
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
  const language = isLanguage(stored) ? stored : preferred(navigator.languages);
  if (language !== 'en') await show(language);
}

/** The first of the browser's languages that there is; regions make no difference. */
export function preferred(languages: readonly string[]): Language {
  const known = languages.map((each) => each.split('-', 1)[0] ?? null);
  return known.find(isLanguage) ?? 'en';
}

export async function chooseLanguage(language: Language): Promise<void> {
  await show(language);
  localStorage.setItem(STORED, language);
}

async function show(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await loaders[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
