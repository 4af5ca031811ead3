/** The projects that one sees, with one's role in each. */
import { queryOptions } from '@tanstack/react-query';
import { api, body } from './client';
import type { Language } from '../i18n';
import type { Me, Project } from './types';

export const projectList = queryOptions({
  queryKey: ['projects'],
  queryFn: async ({ signal }) => body(await api.GET('/api/projects', { signal })).items,
});

/** A project to make: *slug* stands in addresses, *name* is what people call it. */
export interface NewProject {
  slug: string;
  name: string;
}

export async function createProject({ slug, name }: NewProject): Promise<Project> {
  const words = name.trim();
  return body(await api.POST('/api/projects', { body: { slug, ...(words && { name: words }) } }));
}

export interface ProjectSettings {
  name: string;
  /** What is made of its messages is written in it. */
  language: Language;
  /** Of a run's messages those that hold one of them are looked at; all where there are none. */
  keywords: string[];
}

export async function changeProject(
  project: string,
  { name, language, keywords }: ProjectSettings,
): Promise<Project> {
  const params = { path: { project } };
  const change = { name: name.trim(), language, keywords };
  return body(await api.PATCH('/api/projects/{project}', { params, body: change }));
}

/** What a project of this name may be called in addresses; empty where nothing of it can stand. */
export function slugOf(name: string): string {
  const plain = name.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-|-$/g, '');
}

/** The projects that *me* may put something into, or share something with. */
export function writableOf({ role, projects }: Me): Project[] {
  if (role === 'viewer') return [];
  return projects.filter((each) => role === 'admin' || each.role !== 'viewer');
}
