import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me, SavedView } from '../api/types';
import { FormDialog } from './FormDialog';
import classes from './Form.module.css';

interface Props {
  /** The view to change; null keeps a new one. */
  view: SavedView | null;
  /** With whose members it can be shared. */
  projects: Me['projects'];
  isBusy: boolean;
  error: Error | null;
  onSave: (name: string, project: string | null) => void;
  onClose: () => void;
}

/** What a view is called, and who sees it. */
export function ViewForm({ view, projects, isBusy, error, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState(view?.name ?? '');
  const [project, setProject] = useState(view?.project ?? '');
  // It stays shared where it is, even where its owner could not share it again.
  const slugs = [...new Set([...projects.map(({ slug }) => slug), view?.project ?? ''])];
  const nameOf = (slug: string) => projects.find((each) => each.slug === slug)?.name ?? slug;
  return (
    <FormDialog
      title={view ? t('views.change.title', { name: view.name }) : t('views.save.title')}
      action={t(view ? 'views.change.do' : 'views.save.do')}
      {...{ isBusy, error, onClose }}
      onSubmit={() => onSave(name.trim(), project || null)}
    >
      {!view && <p className={classes.help}>{t('views.save.help')}</p>}
      <TextInput
        label={t('views.name')}
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <NativeSelect
        label={t('views.share')}
        description={t('views.share.help')}
        data={[
          { value: '', label: t('views.share.nobody') },
          ...slugs.filter(Boolean).map((slug) => ({ value: slug, label: nameOf(slug) })),
        ]}
        value={project}
        onChange={(event) => setProject(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
