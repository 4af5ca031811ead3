import { useMediaQuery } from '@mantine/hooks';

/** Whether the screen is as narrow as a phone's, where what is seldom needed is folded away. */
export function useIsPhone(): boolean {
  // As the styles have it.
  return useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
}
