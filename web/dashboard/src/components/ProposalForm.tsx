import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isTask, titleOf, type Deed, type Reviewed } from '../api/proposals';
import { ATOM_TYPES, CATEGORIES, PRIORITIES, type Proposal, type TaskProposal } from '../api/types';
import classes from './ProposalForm.module.css';

interface Props {
  proposal: Reviewed;
  isBusy: boolean;
  error: Error | null;
  onSave: (deed: Deed) => void;
  onClose: () => void;
}

/** The proposal in other words, where it stands. Escape leaves it as it was. */
export function ProposalForm({ proposal, isBusy, error, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSave(isTask(proposal) ? taskDeed(form) : knowledgeDeed(form, proposal));
  };
  return (
    <form
      className={classes.form}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
      aria-label={t('proposals.edit')}
    >
      <TextInput
        {...{ name: 'title', required: true, maxLength: 200, withAsterisk: false }}
        label={t('proposals.field.title')}
        defaultValue={titleOf(proposal)}
        error={error?.message}
        autoFocus
      />
      <Textarea
        {...{ name: 'description', rows: 5, maxLength: 20_000 }}
        label={t('proposals.field.description')}
        defaultValue={proposal.description}
      />
      {isTask(proposal) ? <TaskFields task={proposal} /> : <KnowledgeFields proposal={proposal} />}
      <div className={classes.buttons}>
        <Button size="xs" variant="default" onClick={onClose}>
          {t('dialog.back')}
        </Button>
        <Button size="xs" type="submit" loading={isBusy}>
          {t('proposals.save')}
        </Button>
      </div>
    </form>
  );
}

function KnowledgeFields({ proposal }: { proposal: Proposal }) {
  const { t } = useTranslation();
  if (proposal.kind === 'topic') {
    return (
      <Words name="keywords" label={t('proposals.field.keywords')} words={proposal.keywords} />
    );
  }
  return (
    <NativeSelect
      name="atom_type"
      label={t('proposals.field.type')}
      defaultValue={proposal.atom_type ?? undefined}
      data={ATOM_TYPES.map((value) => ({ value, label: t(`atom.${value}`) }))}
    />
  );
}

function TaskFields({ task }: { task: TaskProposal }) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.pair}>
        <NativeSelect
          name="category"
          label={t('proposals.field.category')}
          defaultValue={task.category}
          data={CATEGORIES.map((value) => ({ value, label: t(`category.${value}`) }))}
        />
        <NativeSelect
          name="priority"
          label={t('proposals.field.priority')}
          defaultValue={task.priority}
          data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
        />
        <TextInput
          {...{ name: 'due', type: 'date' }}
          label={t('proposals.field.due')}
          defaultValue={task.due ?? ''}
        />
      </div>
      <Words name="tags" label={t('proposals.field.tags')} words={task.tags} />
    </>
  );
}

function Words({ name, label, words }: { name: string; label: string; words: string[] }) {
  const { t } = useTranslation();
  const description = t('proposals.field.commas');
  return <TextInput {...{ name, label, description }} defaultValue={words.join(', ')} />;
}

function knowledgeDeed(form: FormData, { kind }: Proposal): Deed {
  const type = ATOM_TYPES.find((each) => each === text(form, 'atom_type'));
  const changes = {
    ...{ name: text(form, 'title'), description: text(form, 'description') },
    ...(kind === 'topic' && { keywords: words(form, 'keywords') }),
    ...(type && { atom_type: type }),
  };
  return { verb: 'edit', of: 'knowledge', changes };
}

function taskDeed(form: FormData): Deed {
  const category = CATEGORIES.find((each) => each === text(form, 'category'));
  const priority = PRIORITIES.find((each) => each === text(form, 'priority'));
  const changes = {
    ...{ title: text(form, 'title'), description: text(form, 'description') },
    ...{ tags: words(form, 'tags'), due: text(form, 'due') || null },
    ...(category && { category }),
    ...(priority && { priority }),
  };
  return { verb: 'edit', of: 'task', changes };
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function words(form: FormData, name: string): string[] {
  return text(form, name)
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
