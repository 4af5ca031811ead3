import { useTranslation } from 'react-i18next';
import { OUTCOMES } from '../api/tasks';
import type { Json } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './DifferenceTable.module.css';
import type { Difference } from './differences';

const NAMED = ['outcome', 'error', 'length', 'worker'] as const;

interface Props {
  /** What is compared with. */
  label: string;
  differences: Difference[];
}

/** What differed before, and what it is now; what is the same is not told. */
export function DifferenceTable({ label, differences }: Props) {
  const { t } = useTranslation();
  const told = useTold();
  if (differences.length === 0) return <p className={classes.same}>{t('compare.same')}</p>;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <td />
          <th scope="col">{label}</th>
          <th scope="col">{t('compare.now')}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, before, now }) => {
          const named = NAMED.find((each) => each === field);
          return (
            <tr key={field}>
              <th scope="row">{named ? t(`compare.${named}`) : <code>{field}</code>}</th>
              <td>{told(field, before)}</td>
              <td>{told(field, now)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function useTold(): (field: string, value: Json) => string {
  const { t } = useTranslation();
  const { duration } = useFormats();
  return (field, value) => {
    if (value === null) return '–';
    if (field === 'length' && typeof value === 'number') return duration(value);
    const outcome = OUTCOMES.find((each) => each === value);
    if (field === 'outcome' && outcome) return t(`state.${outcome}`);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
}
