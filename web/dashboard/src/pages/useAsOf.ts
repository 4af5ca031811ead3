import { useSearch } from '@tanstack/react-router';

/** The moment that the address asks for; `undefined` for now. */
export function useAsOf(): string | undefined {
  return useSearch({ strict: false }).as_of;
}
