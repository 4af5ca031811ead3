import type { Count } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './CountedLabel.module.css';

interface Props {
  label: string;
  /** Undefined until the server has told it. */
  count: Count | undefined;
}

/** The name of a choice and how many rows it leads to, if any; `10,000+` where there are more. */
export function CountedLabel({ label, count }: Props) {
  const formats = useFormats();
  if (!count?.count) return label;
  return (
    <>
      {label}{' '}
      <span className={classes.count}>
        {formats.count(count.count)}
        {!count.exact && '+'}
      </span>
    </>
  );
}
