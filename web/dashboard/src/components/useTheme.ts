import {
  useComputedColorScheme,
  useMantineColorScheme,
  type MantineColorScheme,
} from '@mantine/core';
import { useKeeping } from '../api/kept';

/** Light or dark, or as the system has it; kept by the browser, for all tabs. */
export function useTheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  const keep = useKeeping('mantine-color-scheme-value');
  const choose = (theme: MantineColorScheme) => {
    setColorScheme(theme);
    keep(theme);
  };
  return { theme: colorScheme, isDark, choose };
}
