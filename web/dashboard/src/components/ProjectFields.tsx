import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { slugOf, type NewProject } from '../api/projects';

interface Props {
  value: NewProject;
  /** Why the server makes none of them. */
  error: string | undefined;
  isDisabled: boolean;
  onChange: (project: NewProject) => void;
}

/** What a new project is called, by people and in addresses. */
export function ProjectFields({ value, error, isDisabled, onChange }: Props) {
  const { t } = useTranslation();
  return (
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
        data-autofocus
      />
      <TextInput
        required
        label={t('import.project.slug')}
        description={t('import.project.slug.help')}
        value={value.slug}
        pattern="[a-z0-9][a-z0-9\-]*"
        maxLength={63}
        disabled={isDisabled}
        error={error && <span role="alert">{error}</span>}
        onChange={(event) => onChange({ ...value, slug: event.currentTarget.value })}
      />
    </>
  );
}
