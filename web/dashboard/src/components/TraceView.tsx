import { Button, SegmentedControl } from '@mantine/core';
import { IconZoomReset } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../api/types';
import { SpanDetails } from './SpanDetails';
import { spanRows, stretchOf, useSpanTime, type Stretch } from './spans';
import classes from './TraceView.module.css';
import { Waterfall } from './Waterfall';

const MARGIN = 0.04; // of a span's length, on each side of it

export type Part = Pick<Trace, 'spans' | 'is_cut'>;

interface Props {
  trace: Trace;
  /** What of it comes first: that of the task from whose panel it is looked at. */
  own: Part;
  /** The id of the open span. */
  chosen: string | undefined;
  onChoose: (span: string | undefined) => void;
}

/** A trace as a waterfall, with what is known of the open span under it. */
export function TraceView({ trace, own, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const time = useSpanTime();
  const [isWhole, setWhole] = useState(false);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [zoom, setZoom] = useState<Stretch | null>(null);
  const { spans, is_cut: isCut }: Part = isWhole || own.spans.length === 0 ? trace : own;
  const rows = useMemo(() => spanRows(spans, closed), [spans, closed]);
  const whole = useMemo(() => stretchOf(spans), [spans]);
  const open = spans.find((span) => span.span_id === chosen);
  const errors = spans.filter((span) => span.status === 'error').length;

  return (
    <div className={classes.view}>
      <div className={classes.tools}>
        {own.spans.length > 0 && (trace.is_cut || own.spans.length < trace.spans.length) && (
          <SegmentedControl
            size="xs"
            aria-label={t('trace.part')}
            value={isWhole ? 'whole' : 'task'}
            data={[
              { value: 'task', label: t('trace.part.task') },
              { value: 'whole', label: t('trace.part.whole') },
            ]}
            onChange={(part) => {
              setWhole(part === 'whole');
              setZoom(null);
            }}
          />
        )}
        <span className={classes.sum}>
          {[
            t('trace.count', { count: spans.length }),
            time(whole.to - whole.from),
            errors > 0 && t('trace.errors', { count: errors }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {zoom && (
          <Button
            {...{ size: 'compact-xs', variant: 'default', onClick: () => setZoom(null) }}
            leftSection={<IconZoomReset size={14} />}
          >
            {t('trace.unzoom')}
          </Button>
        )}
      </div>
      {isCut && (
        <p className={classes.cut} role="status">
          {t('trace.cut')}
        </p>
      )}
      <Waterfall
        {...{ rows, chosen, closed }}
        shown={zoom ?? whole}
        origin={whole.from}
        onChoose={(span) => onChoose(span.span_id)}
        onToggle={({ span_id }) =>
          setClosed((before) => {
            const next = new Set(before);
            if (!next.delete(span_id)) next.add(span_id);
            return next;
          })
        }
      />
      {open && (
        <SpanDetails
          span={open}
          onZoom={() => setZoom(around(open))}
          onClose={() => onChoose(undefined)}
        />
      )}
    </div>
  );
}

function around({ offset_us, duration_us }: Trace['spans'][number]): Stretch {
  const margin = Math.max(1, MARGIN * duration_us);
  return { from: offset_us - margin, to: offset_us + duration_us + margin };
}
