import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { writableOf } from '../api/projects';
import { changeView, deleteView, savedViews, saveView, updateView } from '../api/savedViews';
import type { Me, SavedView } from '../api/types';
import type { BoardSearch } from '../api/view';
import { ConfirmDialog } from '../components/ConfirmDialog';
import { FormDialog } from '../components/FormDialog';
import formClasses from '../components/Form.module.css';
import { ViewForm } from '../components/ViewForm';
import type { ViewDeed } from '../components/ViewMenu';
import { useDeed } from './useDeed';

interface Props {
  deed: ViewDeed;
  /** The chosen view, where there is one. */
  view: SavedView | undefined;
  me: Me;
  search: BoardSearch;
  onSaved: (view: SavedView) => void;
  onClose: () => void;
}

/** Asks for what a deed needs, and does it. */
export function ViewDialogs({ deed, view, ...props }: Props) {
  if (deed === 'save') return <Saving {...props} />;
  if (!view) return null;
  if (deed === 'change') return <Changing {...{ view, ...props }} />;
  if (deed === 'update') return <Updating {...{ view, ...props }} />;
  return <Deleting {...{ view, ...props }} />;
}

/** Does it, and reads the list again, whatever came of it. */
function useChange<Given, Done>(
  name: string,
  mutationFn: (given: Given) => Promise<Done>,
  onDone: (done: Done) => void,
) {
  const client = useQueryClient();
  return useDeed({
    ...{ name, mutationFn, onDone },
    onSettled: () => client.invalidateQueries({ queryKey: savedViews.queryKey }),
  });
}

interface Named {
  name: string;
  project: string | null;
}

function Saving({ me, search, onSaved, onClose }: Omit<Props, 'deed' | 'view'>) {
  const { t } = useTranslation();
  const saving = useChange(
    t('views.save.title'),
    ({ name, project }: Named) => saveView(name, search, project),
    (saved) => {
      onSaved(saved);
      onClose();
    },
  );
  return (
    <ViewForm
      view={null}
      projects={writableOf(me)}
      isBusy={saving.isPending}
      error={saving.error}
      onSave={(name, project) => saving.mutate({ name, project })}
      onClose={onClose}
    />
  );
}

interface DeedProps {
  view: SavedView;
  me: Me;
  search: BoardSearch;
  onClose: () => void;
}

function Changing({ view, me, onClose }: DeedProps) {
  const { t } = useTranslation();
  const changing = useChange(
    t('views.change.title', { name: view.name }),
    ({ name, project }: Named) => changeView(view.id, name, project),
    onClose,
  );
  return (
    <ViewForm
      view={view}
      projects={writableOf(me)}
      isBusy={changing.isPending}
      error={changing.error}
      onSave={(name, project) => changing.mutate({ name, project })}
      onClose={onClose}
    />
  );
}

function Updating({ view, search, onClose }: DeedProps) {
  const { t } = useTranslation();
  const title = t('views.update.title', { name: view.name });
  const updating = useChange(title, () => updateView(view.id, search), onClose);
  return (
    <FormDialog
      title={title}
      action={t('views.update.do')}
      isBusy={updating.isPending}
      error={updating.error}
      onSubmit={() => updating.mutate(undefined)}
      onClose={onClose}
    >
      <p className={formClasses.help}>
        {view.project
          ? t('views.update.help.shared', { project: view.project })
          : t('views.update.help')}
      </p>
    </FormDialog>
  );
}

function Deleting({ view, onClose }: DeedProps) {
  const { t } = useTranslation();
  const title = t('views.delete.title', { name: view.name });
  const deleting = useChange(title, () => deleteView(view.id), onClose);
  return (
    <ConfirmDialog
      title={title}
      help={
        view.project
          ? t('views.delete.help.shared', { project: view.project })
          : t('views.delete.help')
      }
      action={t('views.delete.do')}
      isBusy={deleting.isPending}
      error={deleting.error}
      onConfirm={() => deleting.mutate(undefined)}
      onClose={onClose}
    />
  );
}
