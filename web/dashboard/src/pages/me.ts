import { createContext, use } from 'react';
import type { Me } from '../api/types';

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me | null {
  return use(MeContext);
}

/** The whole installation is administrators' business. */
export function useIsAdmin(): boolean {
  return useMe()?.role === 'admin';
}

/** What a viewer may not do is not offered; the server refuses it all the same. */
export function useMayAct(): boolean {
  const me = use(MeContext);
  return me !== null && me.role !== 'viewer';
}
