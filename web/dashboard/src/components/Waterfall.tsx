import { IconChevronRight } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Span } from '../api/types';
import { useSpanTime, type SpanRow, type Stretch } from './spans';
import classes from './Waterfall.module.css';

const ROW = 26; // px, as in Waterfall.module.css
const OVERSCAN = 12; // rows
const TICKS = [0, 0.25, 0.5, 0.75];

interface Props {
  rows: SpanRow[];
  /** What of the trace's time is shown. */
  shown: Stretch;
  /** Where the axis begins to count. */
  origin: number;
  chosen: string | undefined;
  closed: ReadonlySet<string>;
  onChoose: (span: Span) => void;
  onToggle: (span: Span) => void;
}

/** What happened when, one span a row, each under what caused it. */
export function Waterfall({ rows, shown, origin, chosen, closed, onChoose, onToggle }: Props) {
  const { t } = useTranslation();
  const time = useSpanTime();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.span.span_id ?? index,
    overscan: OVERSCAN,
  });
  const at = Math.max(
    0,
    rows.findIndex((row) => row.span.span_id === chosen),
  );

  const go = (index: number) => {
    const row = rows[index];
    if (!row) return;
    onChoose(row.span);
    virtual.scrollToIndex(index);
    requestAnimationFrame(() => {
      box.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus();
    });
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    const isClosed = row !== undefined && closed.has(row.span.span_id);
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      Home: () => go(0),
      End: () => go(rows.length - 1),
      ArrowRight: () => row && isClosed && onToggle(row.span),
      ArrowLeft: () => row && !isClosed && row.isParent && onToggle(row.span),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <div className={classes.waterfall}>
      <div className={classes.axis} aria-hidden>
        <span />
        <div className={classes.ticks}>
          {TICKS.map((tick) => (
            <span key={tick} style={{ left: `${100 * tick}%` }}>
              {time(shown.from + tick * (shown.to - shown.from) - origin)}
            </span>
          ))}
        </div>
      </div>
      <div ref={box} className={classes.box}>
        <div
          role="tree"
          aria-label={t('trace.spans')}
          className={classes.rows}
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKey}
        >
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return (
              row && (
                <Row
                  key={key}
                  {...{ row, index, start, shown }}
                  isChosen={row.span.span_id === chosen}
                  isReachable={index === at}
                  isClosed={closed.has(row.span.span_id)}
                  onChoose={() => onChoose(row.span)}
                  onToggle={() => onToggle(row.span)}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  row: SpanRow;
  index: number;
  start: number;
  shown: Stretch;
  isChosen: boolean;
  isReachable: boolean;
  isClosed: boolean;
  onChoose: () => void;
  onToggle: () => void;
}

function Row({ row, index, start, shown, isChosen, isReachable, isClosed, ...on }: RowProps) {
  const time = useSpanTime();
  const { span, depth, isParent } = row;
  return (
    <div
      role="treeitem"
      data-index={index}
      data-status={span.status}
      className={classes.row}
      aria-level={depth + 1}
      aria-selected={isChosen}
      aria-expanded={isParent ? !isClosed : undefined}
      tabIndex={isReachable ? 0 : -1}
      style={{ transform: `translateY(${start}px)` }}
      onClick={on.onChoose}
      onDoubleClick={on.onToggle}
    >
      <span className={classes.name} style={{ paddingLeft: 10 * Math.min(depth, 12) }}>
        <span className={classes.arrow} data-shown={isParent} aria-hidden onClick={on.onToggle}>
          <IconChevronRight size={13} />
        </span>
        <span className={classes.text} title={`${span.name} · ${span.service}`}>
          {span.name}
        </span>
      </span>
      <span className={classes.lane}>
        <Bar {...{ span, shown }} told={time(span.duration_us)} />
      </span>
    </div>
  );
}

function Bar({ span, shown, told }: { span: Span; shown: Stretch; told: string }) {
  const whole = shown.to - shown.from;
  const left = (100 * (span.offset_us - shown.from)) / whole;
  const width = (100 * span.duration_us) / whole;
  // In the bar where there is no room beside it.
  const isInside = width > 75;
  const isLate = left + width / 2 > 50;
  return (
    <>
      <span
        className={classes.bar}
        data-kind={span.kind}
        style={{ left: `${left}%`, width: `${width}%` }}
      />
      <span
        className={classes.length}
        data-inside={isInside}
        style={
          isInside
            ? { left: `calc(${Math.max(0, left)}% + 6px)` }
            : isLate
              ? { right: `calc(${Math.min(100, 100 - left)}% + 5px)` }
              : { left: `calc(${Math.max(0, left + width)}% + 5px)` }
        }
      >
        {told}
      </span>
    </>
  );
}
