import { Progress, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Project } from '../api/types';
import { useFormats } from '../i18n/format';
import { FormDialog } from './FormDialog';
import classes from './ImportForm.module.css';
import { ProjectChoice, type Into } from './ProjectChoice';

interface Props {
  /** Those into which the reader may import. */
  projects: readonly Project[];
  /** Null until a project is chosen. */
  into: Into | null;
  onInto: (into: Into) => void;
  mayCreate: boolean;
  /** What was dropped on the page. */
  files: FileList | null;
  /** Bytes that a file may have; undefined until the server has told it. */
  most: number | undefined;
  /** The share that is sent, 0 to 1; undefined where nothing is being sent. */
  sent: number | undefined;
  error: string | undefined;
  /** Why the server makes no such project. */
  projectError: string | undefined;
  /** The same file may be taken when it is sent again. */
  mayPass: boolean;
  onSend: (file: File, into: Into) => void;
  /** Something else was chosen: what was said of it before counts no more. */
  onChange: () => void;
  onClose: () => void;
}

/** Asks which file goes into which project, and shows how it is sent. */
export function ImportForm(props: Props) {
  const { projects, into, mayCreate, files, most, sent, error, projectError, mayPass } = props;
  const { onInto, onSend, onChange, onClose } = props;
  const { t } = useTranslation();
  const { bytes, share } = useFormats();
  const [chosen, setChosen] = useState(files);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // The field itself says what was dropped, as if it had been chosen there.
    if (field.current && files) field.current.files = files;
  }, [files]);

  const [file, ...others] = chosen ?? [];
  const fault = () => {
    if (others.length > 0) return t('import.one');
    if (file && most !== undefined && file.size > most) {
      return t('import.large', { size: bytes(file.size), most: bytes(most) });
    }
    return mayPass ? undefined : error;
  };
  const said = fault() ?? error;
  const isSending = sent !== undefined;
  const help =
    most === undefined
      ? t('import.file.help')
      : `${t('import.file.help')} ${t('import.most', { most: bytes(most) })}`;
  return (
    <FormDialog
      title={t('import.title')}
      action={t(said !== undefined && mayPass ? 'import.again' : 'import.start')}
      isIdle={!file || fault() !== undefined}
      isBusy={isSending}
      error={null}
      onSubmit={() => file && into !== null && onSend(file, into)}
      onClose={onClose}
    >
      <ProjectChoice
        {...{ projects, mayCreate }}
        value={into}
        error={projectError}
        isDisabled={isSending}
        onChange={(chosen) => {
          onInto(chosen);
          onChange();
        }}
      />
      <TextInput
        ref={field}
        {...{ type: 'file', accept: '.json,application/json', disabled: isSending }}
        classNames={{ input: classes.file }}
        label={t('import.file')}
        description={help}
        error={said && <span role="alert">{said}</span>}
        data-autofocus
        onChange={(event) => {
          setChosen(event.currentTarget.files);
          onChange();
        }}
      />
      {isSending && (
        <div>
          <div className={classes.sent}>
            <span role="status">{t(sent < 1 ? 'import.sending' : 'import.reading')}</span>
            <span>{share(sent)}</span>
          </div>
          <Progress value={100 * sent} size={6} aria-label={t('import.sending')} />
        </div>
      )}
    </FormDialog>
  );
}
