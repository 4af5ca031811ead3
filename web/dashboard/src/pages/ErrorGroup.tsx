import { Button, Skeleton } from '@mantine/core';
import { IconMoodCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { letterList, type Deed, type LetterFilter } from '../api/deadLetters';
import { taskDetail } from '../api/tasks';
import type { DeadLetter, DeadLetterGroup } from '../api/types';
import { ErrorHeading } from '../components/ErrorHeading';
import { LetterOutcome } from '../components/LetterOutcome';
import { LetterRow } from '../components/LetterRow';
import { LoadProblem } from '../components/LoadProblem';
import { Notice } from '../components/Notice';
import { ReadProblem } from '../components/ReadProblem';
import { LoadMore, type Paged } from '../components/LoadMore';
import { plainText } from '../components/plainText';
import { RenewButton } from '../components/RenewButton';
import { Section } from '../components/Section';
import classes from '../components/TaskDetail.module.css';
import { TaskFrames } from '../components/TaskFrames';
import { useReadingOrder } from '../components/useReadingOrder';
import { LetterDialog, type Asked, type Settled } from './LetterDialog';
import { mayAct, useMe } from './me';

interface Props {
  fingerprint: string;
  /** Undefined while the groups are loaded, and where none of the kind is left. */
  group: DeadLetterGroup | undefined;
  filter: LetterFilter;
  onClose: () => void;
}

/** One kind of error: an example of it, its tasks, and what can be done with them. */
export function ErrorGroup({ fingerprint, group, filter, onClose }: Props) {
  const list = useInfiniteQuery(letterList(filter, fingerprint));
  const letters = list.data?.pages.flatMap((page) => page.items) ?? [];
  const me = useMe();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [settled, setSettled] = useState<Settled | null>(null);
  const kind = group ?? kindOf(letters[0]);
  // When none of the kind is left, it is still the one that this tells of.
  const [first, setFirst] = useState(kind);
  if (kind && !first) setFirst(kind);
  const ask = (deed: Deed, id: string | null) =>
    setAsked({ deed, id, count: id === null ? (group?.count ?? letters.length) : 1 });

  const content = () => {
    if (list.isPending) return <Skeleton height={160} />;
    if (list.error && letters.length === 0) {
      return <LoadProblem error={list.error} onRetry={() => void list.refetch()} />;
    }
    if (letters.length === 0) return <NothingLeft onClose={onClose} />;
    return <Letters key={JSON.stringify(filter)} {...{ letters, ask, list }} />;
  };

  return (
    <div className={classes.detail}>
      <ErrorHeading kind={kind ?? first} onClose={onClose}>
        {letters.some(({ project }) => mayAct(me, project)) && (
          <GroupDeeds onDeed={(deed) => ask(deed, null)} />
        )}
      </ErrorHeading>
      {settled && <LetterOutcome {...settled} />}
      {content()}
      {letters.length > 0 && <ReadProblem list={list} />}
      {asked && (
        <LetterDialog
          {...{ asked, filter, fingerprint }}
          onSettled={setSettled}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

function kindOf(letter: DeadLetter | undefined) {
  return letter && { ...letter, message: letter.pattern };
}

function NothingLeft({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={<IconMoodCheck size={28} />}
      title={t('errors.gone')}
      help={t('errors.gone.help')}
      action={
        <Button size="xs" variant="default" onClick={onClose}>
          {t('errors.close')}
        </Button>
      }
    />
  );
}

function GroupDeeds({ onDeed }: { onDeed: (deed: Deed) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconRefresh size={15} aria-hidden />}
        onClick={() => onDeed('retry')}
      >
        {t('errors.retry.all')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => onDeed('discard')}
      >
        {t('errors.discard.all')}
      </Button>
    </>
  );
}

interface LettersProps {
  letters: readonly DeadLetter[];
  ask: (deed: Deed, id: string) => void;
  list: Paged;
}

function Letters({ letters, ask, list }: LettersProps) {
  const { t } = useTranslation();
  const me = useMe();
  const order = useReadingOrder(letters, (letter) => letter.id);
  // The example stays while newer ones come, and after it was tried again.
  const [example, setExample] = useState(letters[0]?.id ?? '');
  return (
    <>
      <Example id={example} />
      <Section
        title={t('errors.tasks')}
        action={order.isStale && <RenewButton unseen={order.unseen} onRenew={order.renew} />}
      >
        <ul>
          {order.shown.map((letter) => (
            <LetterRow
              key={letter.id}
              letter={letter}
              mayAct={mayAct(me, letter.project)}
              isExample={letter.id === example}
              onShow={() => setExample(letter.id)}
              onDeed={(deed) => ask(deed, letter.id)}
            />
          ))}
        </ul>
        <LoadMore list={list} />
      </Section>
    </>
  );
}

/** The error of one task as it was told, with the application's calls first. */
function Example({ id }: { id: string }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(taskDetail(id));
  if (error && !data) return <LoadProblem error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} />;
  const attempt = data.attempts.findLast((each) => each.error !== null);
  const title = t('errors.example', { id });
  return (
    <Section title={title}>
      <pre className={classes.code} data-kind="error" tabIndex={0} aria-label={title}>
        {plainText(attempt?.error ?? data.error ?? '')}
      </pre>
      {attempt?.frames && <TaskFrames frames={attempt.frames} />}
      {attempt?.traceback && (
        <details>
          <summary className={classes.summary}>{t('errors.traceback')}</summary>
          <pre className={classes.code} tabIndex={0} aria-label={t('errors.traceback')}>
            {plainText(attempt.traceback)}
          </pre>
        </details>
      )}
    </Section>
  );
}
