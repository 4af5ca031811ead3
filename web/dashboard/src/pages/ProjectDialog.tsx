import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createProject, projectList, type NewProject } from '../api/projects';
import { me } from '../api/session';
import { FormDialog } from '../components/FormDialog';
import { ProjectFields } from '../components/ProjectFields';
import { useDeed } from './useDeed';

/** Makes a project and goes there, as its members are what comes next. */
export function ProjectDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [project, setProject] = useState<NewProject>({ slug: '', name: '' });
  const creating = useDeed({
    name: t('projects.new'),
    mutationFn: async (given: NewProject) => {
      const made = await createProject(given);
      void client.invalidateQueries({ queryKey: me.queryKey });
      // Its page finds it in the list.
      await client.invalidateQueries({ queryKey: projectList.queryKey });
      return made;
    },
    onDone: ({ slug }) => void navigate({ to: '/projects/$project', params: { project: slug } }),
  });
  return (
    <FormDialog
      title={t('projects.new')}
      action={t('projects.create')}
      isBusy={creating.isPending}
      error={null}
      onSubmit={() => creating.mutate(project)}
      onClose={onClose}
    >
      <ProjectFields
        value={project}
        error={creating.error?.message}
        isDisabled={creating.isPending}
        onChange={(changed) => {
          setProject(changed);
          creating.reset();
        }}
      />
    </FormDialog>
  );
}
