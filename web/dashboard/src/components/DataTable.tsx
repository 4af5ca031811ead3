import type { ReactNode } from 'react';
import classes from './DataTable.module.css';

export interface Column<Row> {
  /** Also the key of the cell. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Figures stand at the right, under each other. */
  isNumeric?: boolean;
  /** What a phone has no room for. */
  isSecondary?: boolean;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The row that is open beside the table. */
  openKey?: string | undefined;
  /** On a phone, each row is a block of its cells, each under its header's name. */
  isStacked?: boolean;
}

/** Some dozens of rows. The list of tasks, with its thousands, has a table of its own. */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, openKey, isStacked = false } = props;
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label} data-stacked={isStacked}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" {...looks(column)}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            return (
              <tr key={key} data-open={key === openKey}>
                {columns.map((column) => (
                  <td key={column.id} data-header={column.header} {...looks(column)}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function looks<Row>({ isNumeric, isSecondary }: Column<Row>) {
  return { 'data-numeric': isNumeric, 'data-secondary': isSecondary };
}
