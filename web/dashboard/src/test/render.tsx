import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { theme } from '../theme';

export function show(content: ReactNode) {
  return render(
    <MantineProvider theme={theme} env="test">
      {content}
    </MantineProvider>,
  );
}
