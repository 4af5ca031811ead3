import { Select, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ProjectSettings } from '../api/projects';
import { isLanguage, LANGUAGES } from '../i18n';

interface Props {
  value: ProjectSettings;
  onChange: (settings: ProjectSettings) => void;
}

/** What a project is called, what is written of its messages and which of them runs look at. */
export function ProjectSettingFields({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        required
        label={t('import.project.name')}
        value={value.name}
        maxLength={100}
        onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        data-autofocus
      />
      <Select
        label={t('projects.language')}
        description={t('projects.language.help')}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
        value={value.language}
        allowDeselect={false}
        onChange={(language) => isLanguage(language) && onChange({ ...value, language })}
      />
      <TagsInput
        label={t('projects.keywords')}
        description={t('projects.keywords.help')}
        maxTags={100}
        acceptValueOnBlur
        value={value.keywords}
        onChange={(keywords) => onChange({ ...value, keywords })}
      />
    </>
  );
}
