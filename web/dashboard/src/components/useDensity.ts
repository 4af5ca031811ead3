import { useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

/** How close the rows of lists stand; kept by the browser, for all tabs. */
export function useDensity() {
  return useLocalStorage<Density>({
    key: 'orakul.density',
    defaultValue: 'comfortable',
    deserialize: (stored) => (stored === 'compact' ? stored : 'comfortable'),
    serialize: (density) => density,
    getInitialValueInEffect: false,
  });
}

/** Tells the style sheets. */
export function useDensityOfPage(): void {
  const [density] = useDensity();
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}
