import { useLocalStorage } from '@mantine/hooks';
import { useEffect } from 'react';
import { useKeeping } from '../api/kept';

export const DENSITIES = ['comfortable', 'compact'] as const;

const KEY = 'orakul.density';

export type Density = (typeof DENSITIES)[number];

/** How close the rows of lists stand; kept by the browser, for all tabs. */
export function useDensity() {
  const [density, setDensity] = useLocalStorage<Density>({
    key: KEY,
    defaultValue: 'comfortable',
    deserialize: (stored) => (stored === 'compact' ? stored : 'comfortable'),
    serialize: (density) => density,
    getInitialValueInEffect: false,
  });
  const keep = useKeeping(KEY);
  const choose = (chosen: Density) => {
    setDensity(chosen);
    keep(chosen);
  };
  return [density, choose] as const;
}

/** Tells the style sheets. */
export function useDensityOfPage(): void {
  const [density] = useDensity();
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
}
