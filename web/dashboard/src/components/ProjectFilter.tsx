import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Project } from '../api/types';

interface Props {
  projects: readonly Project[] | undefined;
  value: string | undefined;
  onChange: (project: string | undefined) => void;
}

/** Which project a list is of. Whoever has one project has nothing to choose. */
export function ProjectFilter({ projects = [], value, onChange }: Props) {
  const { t } = useTranslation();
  if (projects.length < 2 && value === undefined) return null;
  return (
    <NativeSelect
      size="xs"
      aria-label={t('task.project')}
      value={value ?? ''}
      data={[
        { value: '', label: t('projects.all') },
        ...projects.map(({ slug, name }) => ({ value: slug, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
