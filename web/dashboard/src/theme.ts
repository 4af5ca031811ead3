import { createTheme, Menu } from '@mantine/core';

const system =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** Of a button whose deed cannot be undone: dark enough for white words in both themes. */
export const DANGER = 'red.9';

export const theme = createTheme({
  fontFamily: system,
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontFamily: system, fontWeight: '600' },
  primaryColor: 'brand',
  primaryShade: { light: 8, dark: 6 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  components: {
    // Its first item has the focus: an empty element that has it is nothing that a menu may hold.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
  },
  colors: {
    brand: [
      '#eef0ff',
      '#e0e4ff',
      '#c8cdff',
      '#a6adff',
      '#868df8',
      '#6b6cf1',
      '#5c55e6',
      '#4f46e5',
      '#4338ca',
      '#3730a3',
    ],
    // A slightly blue dark, so that grey text keeps its contrast without glare.
    dark: [
      '#d5d9e0',
      '#b4bbc6',
      '#8f98a6',
      '#666f7d',
      '#3d444f',
      '#2c323b',
      '#20252c',
      '#15191e',
      '#101317',
      '#0b0d10',
    ],
  },
});
