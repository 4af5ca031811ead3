import { useTranslation } from 'react-i18next';
import type { ExperimentItem } from '../api/types';
import { useFormats } from '../i18n/format';
import { DataTable, type Column } from './DataTable';
import classes from './ExperimentItems.module.css';
import { reasoningOf } from './reasoningWords';
import { Tag } from './Tag';

interface Props {
  items: readonly ExperimentItem[];
  /** Each beside what another experiment made of it. */
  isCompared: boolean;
}

/** Labelled texts, and what the engine made of each, with its reason. */
export function ExperimentItems({ items, isCompared }: Props) {
  const { t } = useTranslation();
  const { share, count } = useFormats();
  const other: Column<ExperimentItem> = {
    id: 'other',
    header: t('experiments.item.other'),
    cell: (item) =>
      item.other === null ? null : (
        <Tag tone={item.other === item.expected ? 'green' : 'red'}>{item.other}</Tag>
      ),
  };
  const columns: readonly Column<ExperimentItem>[] = [
    {
      ...{ id: 'number', header: t('experiments.item.number'), isNumeric: true },
      cell: ({ number }) => count(number),
    },
    {
      id: 'text',
      header: t('experiments.item.text'),
      cell: ({ text, reasoning, reasons, error }) => (
        <div className={classes.words}>
          <span className={classes.text}>{text}</span>
          {reasoning && (
            <span className={classes.dim}>{reasoningOf({ reasoning, reasons }, t)}</span>
          )}
          {error !== null && <span className={classes.error}>{error}</span>}
        </div>
      ),
    },
    {
      id: 'expected',
      header: t('experiments.item.expected'),
      cell: ({ expected }) => <Tag>{expected}</Tag>,
    },
    {
      id: 'predicted',
      header: t('experiments.item.predicted'),
      cell: (item) => <Predicted item={item} />,
    },
    ...(isCompared ? [other] : []),
    {
      ...{ id: 'confidence', header: t('experiments.item.confidence'), isNumeric: true },
      cell: ({ confidence }) => (confidence === null ? '' : share(confidence)),
    },
  ];
  return (
    <DataTable
      label={t('experiments.items')}
      columns={columns}
      rows={items}
      rowKey={({ number }) => String(number)}
      isStacked
    />
  );
}

function Predicted({ item }: { item: ExperimentItem }) {
  const { t } = useTranslation();
  if (item.error !== null) return <Tag tone="amber">{t('experiments.item.failed')}</Tag>;
  if (item.predicted === null) return <span>{t('experiments.item.waits')}</span>;
  return <Tag tone={item.predicted === item.expected ? 'green' : 'red'}>{item.predicted}</Tag>;
}
