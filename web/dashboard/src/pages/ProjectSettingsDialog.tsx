import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeProject, projectList, type ProjectSettings } from '../api/projects';
import { me } from '../api/session';
import type { Project } from '../api/types';
import { FormDialog } from '../components/FormDialog';
import { ProjectSettingFields } from '../components/ProjectSettingFields';
import { useDeed } from './useDeed';

interface Props {
  project: Project;
  onClose: () => void;
}

/** Changes what a project is called, and what is made of its messages. */
export function ProjectSettingsDialog({ project, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [settings, setSettings] = useState<ProjectSettings>(project);
  const changing = useDeed({
    name: t('projects.settings'),
    mutationFn: (given: ProjectSettings) => changeProject(project.id, given),
    onDone: onClose,
    onSettled: async () => {
      void client.invalidateQueries({ queryKey: me.queryKey });
      await client.invalidateQueries({ queryKey: projectList.queryKey });
    },
  });
  return (
    <FormDialog
      title={t('projects.settings')}
      action={t('projects.save')}
      isBusy={changing.isPending}
      error={changing.error}
      onSubmit={() => changing.mutate(settings)}
      onClose={onClose}
    >
      <ProjectSettingFields value={settings} onChange={setSettings} />
    </FormDialog>
  );
}
