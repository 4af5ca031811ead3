/** A table names its columns, and says which row is open beside it. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../test/render';
import { DataTable } from './DataTable';

const COLUMNS = [
  { id: 'name', header: 'Name', cell: (row: { name: string }) => row.name },
  { id: 'length', header: 'Length', cell: (row: { name: string }) => row.name.length },
];

test('each row has its cells under the headers', () => {
  const rows = [{ name: 'default' }, { name: 'slow' }];
  show(
    <DataTable
      label="Queues"
      columns={COLUMNS}
      rows={rows}
      rowKey={(row) => row.name}
      openKey="slow"
    />,
  );

  const [header, first, second] = within(
    screen.getByRole('table', { name: 'Queues' }),
  ).getAllByRole('row');
  expect(header).toHaveTextContent('NameLength');
  expect(first).toHaveTextContent('default7');
  expect(second).toHaveAttribute('data-open', 'true');
});
