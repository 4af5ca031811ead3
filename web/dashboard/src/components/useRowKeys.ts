import { useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from './useKeys';
import { useMoveKeys } from './useMoveKeys';

/**
 * `j` and `k` move the focus from row to row; Enter opens, because what has it is the row's link.
 *
 * *show* brings the row of an index into the DOM, where most rows of a long list are not. With
 * *choose*, `x` chooses the row that has the focus, and with Shift all up to it.
 *
 * What is returned lets `j` begin at the first row, whatever was read before.
 */
export function useRowKeys(
  box: RefObject<HTMLElement | null>,
  ids: readonly string[],
  openId: string | undefined,
  show: (index: number) => void,
  choose?: (id: string, isRange: boolean) => void,
): () => void {
  const { t } = useTranslation();
  const last = useRef<string>(undefined);
  const move = (by: 1 | -1) => {
    const from = ids.indexOf(focused(box.current, ids) ?? last.current ?? openId ?? '');
    const index = Math.min(Math.max(from + by, 0), ids.length - 1);
    last.current = ids[index];
    show(index);
    const focus = () => link(box.current, index)?.focus({ preventScroll: true });
    // At once where the row is there, so that the next key meets it; else when it is.
    if (link(box.current, index)) focus();
    else requestAnimationFrame(focus);
  };
  const chooseFocused = (event?: KeyboardEvent) => {
    const id = focused(box.current, ids);
    if (id !== undefined) choose?.(id, event?.shiftKey === true);
  };
  useMoveKeys(move);
  useKeys(t('keys.list'), {
    Enter: { does: t('keys.open') },
    ...(choose && { x: { does: t('keys.choose'), act: chooseFocused } }),
  });
  return () => {
    last.current = '';
  };
}

/** The header is the first row. */
const HEADER = 2;

function focused(box: HTMLElement | null, ids: readonly string[]): string | undefined {
  const row = document.activeElement?.closest('[aria-rowindex]');
  if (!row || !box?.contains(row)) return undefined;
  return ids[Number(row.getAttribute('aria-rowindex')) - HEADER];
}

function link(box: HTMLElement | null, index: number): HTMLElement | null | undefined {
  return box?.querySelector<HTMLElement>(`[aria-rowindex="${index + HEADER}"] a`);
}
