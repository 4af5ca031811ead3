import { IconChevronRight } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { CopyIcon } from './CopyIcon';
import { firstOpen, treeRows, type TreeRow } from './jsonRows';
import classes from './JsonTree.module.css';
import { unturned } from './plainText';

const LONGEST = 400; // characters of a text that nobody has chosen

interface Props {
  label: string;
  /** What the paths begin with, as the search language writes them: `args`. */
  name: string;
  value: Json;
}

/** JSON as a tree: arrows walk it, open and close it; what is chosen can be copied. */
export function JsonTree({ label, name, value }: Props) {
  const { t } = useTranslation();
  const tree = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(() => firstOpen(value, name));
  const [limits, setLimits] = useState<ReadonlyMap<string, number>>(new Map());
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = treeRows(value, name, open, limits);
  const at = Math.max(
    0,
    rows.findIndex((row) => row.path === chosen),
  );
  const active = chosen === null ? undefined : rows[at];

  const toggle = (row: TreeRow, wanted = !open.has(row.path)) => {
    if (row.kind === 'more') setLimits(new Map(limits).set(row.of, row.upto));
    if (row.kind !== 'branch') return;
    const next = new Set(open);
    if (wanted) next.add(row.path);
    else next.delete(row.path);
    setOpen(next);
  };
  const go = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setChosen(row.path);
    tree.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[index]?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    const row = rows[at];
    const steps = row && moves(rows, at, row, (wanted) => toggle(row, wanted), go);
    const step = steps?.[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };

  return (
    <div className={classes.tree}>
      <div
        ref={tree}
        className={classes.rows}
        role="tree"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKey}
      >
        {rows.map((row, index) => (
          <Row
            key={row.path}
            row={row}
            isActive={row === active}
            isReachable={index === at}
            isOpen={open.has(row.path)}
            onChoose={() => {
              setChosen(row.path);
              toggle(row);
            }}
          />
        ))}
      </div>
      {active && active.kind !== 'more' && (
        <div className={classes.foot}>
          <code className={classes.path}>{unturned(active.path)}</code>
          <CopyIcon value={active.path} label={t('json.copy.path')} shape="path" />
          <CopyIcon value={asText(active.value)} label={t('json.copy.value')} />
        </div>
      )}
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  isActive: boolean;
  isReachable: boolean;
  isOpen: boolean;
  onChoose: () => void;
}

function Row({ row, isActive, isReachable, isOpen, onChoose }: RowProps) {
  const { t } = useTranslation();
  return (
    <div
      className={classes.row}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={isActive}
      aria-expanded={row.kind === 'branch' ? isOpen : undefined}
      tabIndex={isReachable ? 0 : -1}
      style={{ paddingLeft: 8 + 16 * row.depth }}
      onClick={onChoose}
    >
      {row.kind === 'branch' && (
        <IconChevronRight size={13} aria-hidden className={classes.arrow} />
      )}
      {row.kind === 'more' ? (
        <span className={classes.size}>{t('json.more', { count: row.left })}</span>
      ) : (
        <span className={classes.text}>
          {row.name !== null && <span className={classes.name}>{unturned(`${row.name}: `)}</span>}
          {row.kind === 'branch' ? (
            <span className={classes.size}>
              {Array.isArray(row.value)
                ? t('json.items', { count: row.size })
                : t('json.keys', { count: row.size })}
            </span>
          ) : (
            <Value value={row.value} isWhole={isActive} />
          )}
        </span>
      )}
    </div>
  );
}

function Value({ value, isWhole }: { value: Json; isWhole: boolean }) {
  const text = JSON.stringify(value);
  const shown = isWhole || text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  return <span data-type={value === null ? 'null' : typeof value}>{unturned(shown)}</span>;
}

/** What the keys do at row *at*, as in other trees. */
function moves(
  rows: TreeRow[],
  at: number,
  row: TreeRow,
  toggle: (wanted?: boolean) => void,
  go: (index: number) => void,
): Record<string, () => void> {
  const isOpen = row.kind === 'branch' && (rows[at + 1]?.depth ?? 0) > row.depth;
  const parent = rows.slice(0, at).findLastIndex((each) => each.depth < row.depth);
  return {
    ArrowDown: () => go(at + 1),
    ArrowUp: () => go(at - 1),
    Home: () => go(0),
    End: () => go(rows.length - 1),
    ArrowRight: () => (isOpen ? go(at + 1) : toggle(true)),
    ArrowLeft: () => (isOpen ? toggle(false) : go(parent)),
    Enter: () => toggle(),
    ' ': () => toggle(),
  };
}

/** Text as it is, everything else as JSON. */
function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
