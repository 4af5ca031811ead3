/** What the browser keeps of the reader's choices, where it lets the page keep anything. */
import { useMutation } from '@tanstack/react-query';
import i18next from 'i18next';

/** Browsers say in their own words that they keep nothing. */
class UnkeptError extends Error {
  override get message(): string {
    return i18next.t('choice.unkept.why');
  }
}

/** Null, too, where the browser does not even tell. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a choice that holds already; where the browser refuses, that is told. */
export function useKeeping(key: string): (value: string) => void {
  const keeping = useMutation({
    mutationFn: (value: string) => Promise.resolve().then(() => keep(key, value)),
    meta: { failed: 'choice.unkept' },
  });
  return keeping.mutate;
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch (cause) {
    throw new UnkeptError(undefined, { cause });
  }
}
