import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NewProject } from '../api/projects';
import type { Project } from '../api/types';
import { ProjectFields } from './ProjectFields';

/** The slug of a project that there is, or one to make. */
export type Into = string | NewProject;

const NEW = ' '; // no slug

interface Props {
  /** Those to choose from. */
  projects: readonly Project[];
  /** Null until one is chosen. */
  value: Into | null;
  /** The reader may make one. */
  mayCreate: boolean;
  /** Why the server makes no such project. */
  error: string | undefined;
  isDisabled: boolean;
  onChange: (into: Into) => void;
}

/** Which project, or what a new one is called. */
export function ProjectChoice({ projects, value, mayCreate, error, isDisabled, onChange }: Props) {
  const { t } = useTranslation();
  const isNew = value !== null && typeof value !== 'string';
  return (
    <>
      <NativeSelect
        {...{ required: true, withAsterisk: false }}
        label={t('task.project')}
        value={isNew ? NEW : (value ?? '')}
        data={[
          ...(value === null
            ? [{ value: '', label: t('import.project.choose'), disabled: true }]
            : []),
          ...projects.map(({ slug, name }) => ({ value: slug, label: name })),
          ...(mayCreate ? [{ value: NEW, label: t('import.project.new') }] : []),
        ]}
        disabled={isDisabled}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.value === NEW ? { slug: '', name: '' } : currentTarget.value)
        }
        data-autofocus={value === null || undefined}
      />
      {isNew && <ProjectFields {...{ value, error, isDisabled, onChange }} />}
    </>
  );
}
