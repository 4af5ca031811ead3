import { useMutation } from '@tanstack/react-query';
import { UnreachableError } from '../api/client';
import { useKeeping } from '../api/kept';
import { chooseLanguage, STORED, type Language } from '../i18n';

/** Shows the page in another language, whose words may not come. */
export function useLanguage(): (language: Language) => void {
  const keep = useKeeping(STORED);
  const choosing = useMutation({
    mutationFn: choose,
    meta: { failed: 'menu.language.failed' },
    onSuccess: (_, language) => keep(language),
  });
  return choosing.mutate;
}

async function choose(language: Language): Promise<void> {
  try {
    await chooseLanguage(language);
  } catch (error) {
    // The browser says in its own words that a file did not come.
    if (!(error instanceof TypeError)) throw error;
    throw new UnreachableError(undefined, { cause: error });
  }
}
