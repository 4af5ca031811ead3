import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** Opens another task beside the list, which stays as it is. */
export function TaskLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link
      from="/"
      to="/"
      search={(search) => ({ ...search, task: id, attempt: undefined, span_id: undefined })}
    >
      {children}
    </Link>
  );
}
