import { useNavigate, useSearch } from '@tanstack/react-router';

/** The project that the address chooses, by slug, and a way to choose another. */
export function useProject() {
  const { project } = useSearch({ strict: false });
  const navigate = useNavigate();
  const choose = (slug: string | undefined) =>
    void navigate({ to: '.', search: (search) => ({ ...search, project: slug }) });
  return [project, choose] as const;
}
