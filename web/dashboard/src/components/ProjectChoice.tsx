import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { slugOf, type NewProject } from '../api/projects';
import type { Project } from '../api/types';

/** The slug of a project that there is, or one to make. */
export type Into = string | NewProject;

interface Props {
  /** Those to choose from. */
  projects: readonly Project[];
  value: Into;
  /** The reader may make one. */
  mayCreate: boolean;
  isDisabled: boolean;
  onChange: (into: Into) => void;
}

/** Which project, or what a new one is called. */
export function ProjectChoice({ projects, value, mayCreate, isDisabled, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <NativeSelect
        label={t('task.project')}
        value={typeof value === 'string' ? value : ''}
        data={[
          ...projects.map(({ slug, name }) => ({ value: slug, label: name })),
          ...(mayCreate ? [{ value: '', label: t('import.project.new') }] : []),
        ]}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.value || { slug: '', name: '' })}
      />
      {typeof value !== 'string' && (
        <>
          <TextInput
            label={t('import.project.name')}
            value={value.name}
            maxLength={100}
            disabled={isDisabled}
            onChange={(event) => {
              const name = event.currentTarget.value;
              // It follows the name until somebody has chosen another.
              const isOwn = value.slug !== slugOf(value.name);
              onChange({ name, slug: isOwn ? value.slug : slugOf(name) });
            }}
          />
          <TextInput
            required
            label={t('import.project.slug')}
            description={t('import.project.slug.help')}
            value={value.slug}
            pattern="[a-z0-9][a-z0-9\-]*"
            maxLength={63}
            disabled={isDisabled}
            onChange={(event) => onChange({ ...value, slug: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
