import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogLine } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './LogLines.module.css';
import { fieldsText } from './logText';
import { Pill } from './Pill';
import { plainText } from './plainText';
import { useFollow } from './useFollow';

const LINE = 21; // px, of a line that is not wrapped
const OVERSCAN = 20; // lines

interface Props {
  lines: LogLine[];
  /** Lines that came but are not among *lines*, because the reader froze them. */
  held: number;
  onRelease: () => void;
  /** What could be read before the first line, if anything. */
  earlier: { isBusy: boolean; onRead: () => void } | null;
}

/** The lines of a log. It sticks to its end, as long as its reader does. */
export function LogLines({ lines, held, onRelease, earlier }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan: OVERSCAN,
  });
  const follow = useFollow(box, lines.at(-1)?.number ?? 0, virtual.getTotalSize());
  const { leftAt } = follow;
  const below = leftAt === null ? 0 : lines.filter((line) => line.number > leftAt).length;
  const unseen = held + below;
  useKeptPlace(lines, (index) => virtual.scrollToIndex(index, { align: 'start' }));
  const release = () => {
    onRelease();
    follow.toEnd();
    box.current?.focus({ preventScroll: true });
  };

  return (
    <div className={classes.log}>
      {earlier && (
        <Button
          {...{ size: 'compact-xs', variant: 'subtle', loading: earlier.isBusy }}
          onClick={earlier.onRead}
        >
          {t('logs.earlier')}
        </Button>
      )}
      {/* Focusable, so that it can be scrolled by keyboard. */}
      <div
        ref={box}
        className={classes.box}
        role="list"
        aria-label={t('logs.lines')}
        tabIndex={0}
        onScroll={follow.onScroll}
      >
        <div
          role="presentation"
          className={classes.lines}
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            return (
              line && (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  role="listitem"
                  data-index={index}
                  data-level={line.level}
                  className={classes.line}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Line line={line} isFirst={line.attempt !== lines[index - 1]?.attempt} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {(unseen > 0 || leftAt !== null) && (
        <Pill icon={IconArrowDown} className={classes.pill} onClick={release}>
          {unseen > 0 ? t('logs.new', { count: unseen }) : t('logs.follow')}
        </Pill>
      )}
    </div>
  );
}

function Line({ line, isFirst }: { line: LogLine; isFirst: boolean }) {
  const { t } = useTranslation();
  const { instant, exact } = useFormats();
  const fields = fieldsText(line.fields);
  return (
    <>
      {isFirst && (
        <span className={classes.attempt}>
          {t('task.attempt')} {line.attempt}
        </span>
      )}
      <time className={classes.at} dateTime={line.at} title={exact(line.at)}>
        {instant(line.at)}
      </time>
      <span className={classes.level}>{line.level}</span>
      <span className={classes.text} title={line.logger}>
        {plainText(line.event)}
        {fields && <span className={classes.fields}> {fields}</span>}
      </span>
    </>
  );
}

/** Lines that are put before the others leave the reader where they are. */
function useKeptPlace(lines: LogLine[], goTo: (index: number) => void): void {
  const first = useRef<number>(undefined);
  const number = lines[0]?.number;
  useLayoutEffect(() => {
    const before = first.current;
    if (before !== undefined && number !== undefined && number < before) {
      goTo(lines.findIndex((line) => line.number === before));
    }
    first.current = number;
  }, [lines, number, goTo]);
}
