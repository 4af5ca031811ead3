import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ConfusionCell } from '../api/types';
import { present } from '../api/view';
import { useFormats } from '../i18n/format';
import classes from './ConfusionTable.module.css';

const LEVELS = 5; // of shade; 0 is none

interface Props {
  /** The classes, in their order. */
  labels: readonly string[];
  cells: readonly ConfusionCell[];
  /** The experiment, whose items the cells lead to. */
  id: string;
  /** The cell whose items are shown. */
  chosen: { expected: string | undefined; predicted: string | undefined };
}

/**
 * What people said against what the engine said. The number tells, and the shade repeats it: its
 * share of what people put there.
 */
export function ConfusionTable({ labels, cells, id, chosen }: Props) {
  const { t } = useTranslation();
  const counts = new Map(cells.map((cell) => [key(cell.expected, cell.predicted), cell.count]));
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('experiments.confusion')}>
        <caption className={classes.caption}>{t('experiments.confusion.help')}</caption>
        <thead>
          <tr>
            <td className={classes.corner}>{t('experiments.confusion.corner')}</td>
            {labels.map((label) => (
              <th key={label} scope="col" title={label}>
                <span className={classes.label}>{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((expected) => {
            const row = labels.map((label) => counts.get(key(expected, label)) ?? 0);
            const total = row.reduce((sum, count) => sum + count, 0);
            return (
              <tr key={expected}>
                <th scope="row" title={expected}>
                  <span className={classes.label}>{expected}</span>
                </th>
                {row.map((count, column) => {
                  const predicted = labels[column] ?? '';
                  const isChosen = chosen.expected === expected && chosen.predicted === predicted;
                  return (
                    <td
                      key={predicted}
                      data-right={expected === predicted}
                      data-level={count && Math.ceil((LEVELS * count) / total)}
                      data-chosen={isChosen}
                    >
                      {count > 0 && <Cell {...{ id, expected, predicted, count }} />}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps extends ConfusionCell {
  id: string;
}

function Cell({ id, expected, predicted, count }: CellProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const number = formats.count(count);
  return (
    <Link
      to="/experiments/$id"
      params={{ id }}
      search={({ project, against }) => present({ project, against, expected, predicted })}
      className={classes.cell}
      aria-label={t('experiments.confusion.cell', { expected, predicted, number })}
    >
      {number}
    </Link>
  );
}

function key(expected: string, predicted: string): string {
  return JSON.stringify([expected, predicted]);
}
