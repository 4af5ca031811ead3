import { useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from './useKeys';
import { useMoveKeys } from './useMoveKeys';

const ROWS = 'tbody > tr, li';
const LEADS = 'a[href], button:not(:disabled)';

/**
 * `j` and `k` move the focus from row to row of the list in *box*, to what the row leads to; rows
 * that lead nowhere are passed over.
 */
export function useListKeys(box: RefObject<HTMLElement | null>, isOn = true): void {
  const { t } = useTranslation();
  const last = useRef(-1);
  const move = (by: 1 | -1) => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>(ROWS) ?? [])].filter(
      (row) => row.querySelector(LEADS) !== null,
    );
    const within = rows.findIndex((row) => row.contains(document.activeElement));
    const from = within === -1 ? last.current : within;
    last.current = Math.min(Math.max(from + by, 0), rows.length - 1);
    rows[last.current]?.querySelector<HTMLElement>(LEADS)?.focus();
  };
  useMoveKeys(move, isOn);
  useKeys(t('keys.list'), isOn ? { Enter: { does: t('keys.open') } } : {});
}
