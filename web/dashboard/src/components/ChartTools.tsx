import { ActionIcon, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import {
  DIVISIONS,
  MEASURES,
  SPANS,
  type ChartView,
  type Division,
  type Measure,
  type Span,
} from '../api/series';
import classes from './ChartTools.module.css';

interface Props {
  measure: Measure;
  by: Division;
  span: Span;
  onChange: (change: ChartView) => void;
}

/** What is drawn, of which tasks a line each, and how far back. */
export function ChartTools({ measure, by, span, onChange }: Props) {
  const { t } = useTranslation();
  const spans = Object.keys(SPANS);
  return (
    <div className={classes.tools}>
      <SegmentedControl
        size="xs"
        aria-label={t('charts.measure')}
        data={MEASURES.map((value) => ({ value, label: t(`charts.${value}`) }))}
        value={measure}
        onChange={(value) => onChange({ chart: MEASURES.find((each) => each === value) })}
      />
      <NativeSelect
        size="xs"
        aria-label={t('charts.by')}
        data={DIVISIONS.map((value) => ({ value, label: t(`charts.by.${value}`) }))}
        value={by}
        onChange={({ currentTarget: { value } }) =>
          onChange({ by: DIVISIONS.find((each) => each === value) })
        }
      />
      <NativeSelect
        size="xs"
        aria-label={t('charts.span')}
        data={spans.map((value) => ({ value, label: t('charts.last', { span: value }) }))}
        value={span}
        onChange={({ currentTarget: { value } }) => onChange({ span: spanOf(value) })}
      />
      <ActionIcon
        className={classes.close}
        variant="subtle"
        color="gray"
        aria-label={t('charts.hide')}
        title={t('charts.hide')}
        onClick={() => onChange({ chart: 'none' })}
      >
        <IconX size={16} />
      </ActionIcon>
    </div>
  );
}

function spanOf(value: string): Span | undefined {
  return isSpan(value) ? value : undefined;
}

function isSpan(value: string): value is Span {
  return value in SPANS;
}
