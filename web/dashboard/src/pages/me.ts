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

/**
 * What a viewer, or a viewer in *project* or who has left it, may not do is not offered; the
 * server refuses it all the same. The project is a slug, or an id where an address has one.
 */
export function useMayAct(project: string | null = null): boolean {
  return mayAct(useMe(), project);
}

/** `useMayAct`, for rows of many projects. */
export function mayAct(me: Me | null, project: string | null): boolean {
  if (me?.role === 'admin') return true;
  if (me?.role !== 'member') return false;
  if (project === null) return true;
  const own = me.projects.find(({ slug, id }) => slug === project || id === project);
  return own !== undefined && own.role !== 'viewer';
}
