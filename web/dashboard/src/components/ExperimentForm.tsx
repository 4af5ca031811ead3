import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewExperiment, Project } from '../api/types';
import { useFormats } from '../i18n/format';
import classes from './ExperimentForm.module.css';
import { FormDialog } from './FormDialog';
import file from './ImportForm.module.css';
import { readLabelled, type LabelledFault, type LabelledSet } from './labelled';
import { NumberField } from './NumberField';
import run from './RunForm.module.css';

const SOURCES = ['given', 'topics'] as const;
const SAMPLE = 200; // messages
const LARGEST = 8_000_000; // bytes
const MOST_FAULTS = 5;

interface Props {
  /** Those in which the reader may create one. */
  projects: readonly Project[];
  /** The slug of the one to begin with. */
  project: string | undefined;
  /** What was dropped on the page. */
  files: FileList | null;
  isBusy: boolean;
  error: Error | null;
  onCreate: (given: NewExperiment) => void;
  onClose: () => void;
}

/** Asks what is classified: texts that are pasted, chosen or dropped, or messages with a topic. */
export function ExperimentForm({ projects, project, files, ...dialog }: Props) {
  const { onCreate, ...rest } = dialog;
  const { t } = useTranslation();
  const [source, setSource] = useState<(typeof SOURCES)[number]>('given');
  const [sample, setSample] = useState<number | null>(SAMPLE);
  const texts = useTexts(files);
  const create = (form: FormData) => {
    const into = projects.find(({ slug }) => slug === form.get('project'))?.slug;
    const name = form.get('name');
    if (into === undefined || typeof name !== 'string') return;
    const head = { project: into, name };
    if (source === 'topics' && sample !== null) onCreate({ ...head, sample });
    if (source === 'given' && texts.set) onCreate({ ...head, ...texts.described() });
  };
  return (
    <FormDialog
      {...rest}
      size="lg"
      title={t('experiments.new')}
      action={t('experiments.create')}
      isIdle={source === 'given' ? texts.set === null : sample === null}
      onSubmit={create}
    >
      <div className={run.times}>
        <NativeSelect
          name="project"
          label={t('task.project')}
          data={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
          defaultValue={projects.find(({ slug }) => slug === project)?.slug ?? projects[0]?.slug}
        />
        <TextInput
          {...{ name: 'name', required: true, maxLength: 100, withAsterisk: false }}
          label={t('experiments.name')}
          autoComplete="off"
          data-autofocus
        />
      </div>
      <fieldset className={run.sources}>
        <legend>{t('experiments.source')}</legend>
        {SOURCES.map((each) => (
          <label key={each} className={run.source}>
            <input
              {...{ type: 'radio', name: 'source', value: each }}
              checked={source === each}
              onChange={() => setSource(each)}
            />
            <span>
              {t(`experiments.source.${each}`)}
              <span className={run.dim}>{t(`experiments.source.${each}.help`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {source === 'given' ? (
        <Given texts={texts} />
      ) : (
        <NumberField label={t('experiments.sample')} value={sample} onChange={setSample} />
      )}
    </FormDialog>
  );
}

interface Texts {
  content: string;
  /** Null until there is something to send. */
  set: LabelledSet | null;
  faults: readonly LabelledFault[];
  /** Of a file that is too large to be read, in bytes. */
  tooLarge: number | null;
  descriptions: Readonly<Record<string, string>>;
  write: (content: string) => void;
  take: (files: FileList | null) => void;
  describe: (label: string, description: string) => void;
  /** What is sent. */
  described: () => Pick<NewExperiment, 'items' | 'labels'>;
}

/** What was pasted or is in a file, and the descriptions that labels are given here. */
function useTexts(dropped: FileList | null): Texts {
  const [content, setContent] = useState('');
  const [tooLarge, setTooLarge] = useState(() => sizeBeyond(dropped?.[0]));
  const [descriptions, setDescriptions] = useState<Record<string, string>>({});
  const take = (files: FileList | null) => {
    const chosen = files?.[0];
    if (!chosen) return;
    setTooLarge(sizeBeyond(chosen));
    void contentOf(chosen).then(setContent);
  };
  useEffect(() => {
    if (dropped?.[0]) void contentOf(dropped[0]).then(setContent);
  }, [dropped]);
  const reading = useMemo(() => readLabelled(content), [content]);
  const set = 'set' in reading && tooLarge === null ? reading.set : null;
  return {
    ...{ content, set, tooLarge, descriptions, take },
    faults: 'faults' in reading && content !== '' ? reading.faults : [],
    write: (typed) => {
      setTooLarge(null);
      setContent(typed);
    },
    describe: (label, description) => setDescriptions({ ...descriptions, [label]: description }),
    described: () => ({
      items: set?.items.map((item) => ({ ...item })) ?? [],
      labels:
        set?.labels.map(({ name, description }) => ({
          name,
          description: descriptions[name] ?? description,
        })) ?? [],
    }),
  };
}

/** Nothing of a file that is too large. */
async function contentOf(file: File): Promise<string> {
  return sizeBeyond(file) === null ? file.text() : '';
}

/** Null where a file can be read. */
function sizeBeyond(file: File | undefined): number | null {
  return file && file.size > LARGEST ? file.size : null;
}

function Given({ texts }: { texts: Texts }) {
  const { t } = useTranslation();
  const { bytes } = useFormats();
  const { tooLarge } = texts;
  const large =
    tooLarge !== null &&
    t('experiments.file.large', { size: bytes(tooLarge), most: bytes(LARGEST) });
  return (
    <>
      <TextInput
        {...{ type: 'file', accept: '.json,.jsonl,.ndjson,.csv,.tsv,.txt' }}
        classNames={{ input: file.file }}
        label={t('experiments.file')}
        description={t('experiments.file.help')}
        error={large && <span role="alert">{large}</span>}
        onChange={(event) => texts.take(event.currentTarget.files)}
      />
      <Textarea
        label={t('experiments.texts')}
        placeholder={t('experiments.texts.example')}
        classNames={{ input: classes.editor }}
        rows={7}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        value={texts.content}
        error={texts.faults.length > 0 && <Faults faults={texts.faults} />}
        onChange={(event) => texts.write(event.currentTarget.value)}
      />
      {texts.set && <Found texts={texts} set={texts.set} />}
    </>
  );
}

/** The first of what is wrong, each with its place. */
function Faults({ faults }: { faults: readonly LabelledFault[] }) {
  const { t } = useTranslation();
  const say = useSentence();
  const shown = faults.slice(0, MOST_FAULTS);
  return (
    <span role="alert">
      {shown.map((fault, index) => (
        <span key={index} className={classes.fault}>
          {say(fault)}
        </span>
      ))}
      {faults.length > shown.length && (
        <span className={classes.fault}>
          {t('experiments.fault.more', { count: faults.length - shown.length })}
        </span>
      )}
    </span>
  );
}

function useSentence(): (fault: LabelledFault) => string {
  const { t } = useTranslation();
  return (fault) => {
    if (fault.what === 'json') {
      const { line, column, expected } = fault;
      return t('json.fault', { line, column, expected: t(`json.expected.${expected}`) });
    }
    const what = t(`experiments.fault.${fault.what}`);
    if (fault.what === 'quote') return t('experiments.fault.line', { line: fault.line, what });
    if (!('place' in fault)) return what;
    return 'line' in fault.place
      ? t('experiments.fault.line', { ...fault.place, what })
      : t('experiments.fault.item', { ...fault.place, what });
  };
}

/** How many texts there are of each label, and what can be said of the labels. */
function Found({ texts, set }: { texts: Texts; set: LabelledSet }) {
  const { t } = useTranslation();
  const { count } = useFormats();
  const counts = new Map<string, number>();
  for (const { label } of set.items) counts.set(label, (counts.get(label) ?? 0) + 1);
  return (
    <div>
      <p role="status">
        {t('experiments.read', { count: set.items.length })}{' '}
        {set.labels.map(({ name }) => `${name} ${count(counts.get(name) ?? 0)}`).join(', ')}
      </p>
      <details>
        <summary className={classes.summary}>{t('experiments.describe')}</summary>
        <p className={run.dim}>{t('experiments.describe.help')}</p>
        <div className={classes.labels}>
          {set.labels.map(({ name, description }) => (
            <TextInput
              key={name}
              size="xs"
              label={name}
              maxLength={1000}
              autoComplete="off"
              value={texts.descriptions[name] ?? description}
              onChange={(event) => texts.describe(name, event.currentTarget.value)}
            />
          ))}
        </div>
      </details>
    </div>
  );
}
