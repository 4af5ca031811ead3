import { createContext, use } from 'react';
import type { Me } from '../api/types';

export const MeContext = createContext<Me | null>(null);

/** What a viewer may not do is not offered; the server refuses it all the same. */
export function useMayAct(): boolean {
  const me = use(MeContext);
  return me !== null && me.role !== 'viewer';
}
