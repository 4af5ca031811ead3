import { ActionIcon, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { TimeRange } from '../api/range';
import {
  DIVISIONS,
  MEASURES,
  SPAN_NAMES,
  type ChartView,
  type Division,
  type Measure,
  type Span,
} from '../api/series';
import { useFormats } from '../i18n/format';
import classes from './ChartTools.module.css';

const CHOSEN = ''; // the span, while there is a range instead

interface Props {
  measure: Measure;
  by: Division;
  span: Span;
  /** Drawn instead of a span. */
  range: TimeRange | null;
  onChange: (change: ChartView) => void;
  onReset: () => void;
}

/** What is drawn, of which tasks a line each, and how far back. */
export function ChartTools({ measure, by, span, range, onChange, onReset }: Props) {
  const { t } = useTranslation();
  const spans = SPAN_NAMES.map((value) => ({ value, label: t(`charts.last.${value}`) }));
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
        data={range ? [{ value: CHOSEN, label: t('charts.range') }, ...spans] : spans}
        value={range ? CHOSEN : span}
        onChange={({ currentTarget: { value } }) =>
          onChange({ span: SPAN_NAMES.find((each) => each === value) })
        }
      />
      {range && <Range {...{ range, onReset }} />}
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

function Range({ range, onReset }: { range: TimeRange; onReset: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const exact = [range.from, range.to].map((at) => formats.exact(new Date(at).toISOString()));
  return (
    <span className={classes.range} title={exact.join(' – ')}>
      {formats.range(range.from, range.to)}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={22}
        aria-label={t('charts.range.reset')}
        title={t('charts.range.reset')}
        onClick={onReset}
      >
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}
