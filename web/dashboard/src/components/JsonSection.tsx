import type { Json } from '../api/types';
import { CopyIcon } from './CopyIcon';
import { JsonTree } from './JsonTree';
import { Section } from './Section';

interface Props {
  title: string;
  /** What the paths begin with. */
  name: string;
  value: Json;
}

/** JSON to walk through and to copy: whatever it holds, it is only shown. */
export function JsonSection({ title, name, value }: Props) {
  return (
    <Section title={title} action={<CopyIcon value={JSON.stringify(value, null, 2)} />}>
      <JsonTree label={title} {...{ name, value }} />
    </Section>
  );
}
