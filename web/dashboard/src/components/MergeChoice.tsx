import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Target } from '../api/targets';
import { useFormats } from '../i18n/format';
import { FormDialog } from './FormDialog';
import { LoadMore } from './LoadMore';
import { LoadProblem } from './LoadProblem';
import classes from './MergeChoice.module.css';

interface Props {
  title: string;
  /** The one that is most alike, with its score; it stands first and is chosen already. */
  similar: (Target & { score: number }) | null;
  targets: readonly Target[];
  list: {
    isPending: boolean;
    error: Error | null;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    refetch: () => unknown;
    fetchNextPage: () => unknown;
  };
  isBusy: boolean;
  error: Error | null;
  onMerge: (into: string) => void;
  onClose: () => void;
}

/** Asks what a proposal is counted to. It is shown while mounted. */
export function MergeChoice(props: Props) {
  const { title, similar, targets, list, isBusy, error, onMerge, onClose } = props;
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(similar?.id ?? null);
  const others = targets.filter(({ id }) => id !== similar?.id);
  const shown = [...(similar ? [similar] : []), ...others].filter((each) => says(each, words));
  return (
    <FormDialog
      {...{ title, isBusy, error, onClose }}
      action={t('proposals.merge')}
      isIdle={chosen === null}
      onSubmit={() => {
        if (chosen !== null) onMerge(chosen);
      }}
    >
      <p className={classes.dim}>{t('proposals.merge.help')}</p>
      <TextInput
        type="search"
        aria-label={t('proposals.merge.search')}
        placeholder={t('proposals.merge.search')}
        leftSection={<IconSearch size={14} />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        data-autofocus
      />
      {list.error && <LoadProblem error={list.error} onRetry={() => void list.refetch()} />}
      <fieldset className={classes.targets} aria-busy={list.isPending}>
        <legend className={classes.legend}>{t('proposals.merge.into')}</legend>
        {shown.map((target) => (
          <Choice
            key={target.id}
            target={target}
            score={target.id === similar?.id ? similar.score : null}
            isChosen={target.id === chosen}
            onChoose={() => setChosen(target.id)}
          />
        ))}
        {!list.isPending && !list.error && shown.length === 0 && (
          <p className={classes.dim}>{t('proposals.merge.none')}</p>
        )}
        <LoadMore list={list} />
      </fieldset>
    </FormDialog>
  );
}

interface ChoiceProps {
  target: Target;
  score: number | null;
  isChosen: boolean;
  onChoose: () => void;
}

function Choice({ target, score, isChosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const { share } = useFormats();
  return (
    <label className={classes.target}>
      <input type="radio" name="into" value={target.id} checked={isChosen} onChange={onChoose} />
      <span className={classes.words}>
        <span className={classes.name}>{target.title}</span>
        {target.text !== target.title && <span className={classes.dim}>{target.text}</span>}
      </span>
      {score !== null && (
        <span className={classes.score}>{t('proposals.similar', { percent: share(score) })}</span>
      )}
    </label>
  );
}

function says({ title, text }: Target, words: string): boolean {
  return `${title}\n${text}`.toLowerCase().includes(words.trim().toLowerCase());
}
