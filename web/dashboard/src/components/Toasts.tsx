import { Button, CloseButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useLayoutEffect, useRef, useState, type FocusEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../api/failures';
import classes from './Toasts.module.css';
import { focusPage } from './useFocusReturn';
import { useKeys } from './useKeys';

interface Props {
  failures: readonly Failure[];
  onDismiss: (id: string) => void;
}

/**
 * What failed with nothing left on the screen to say so. It stands below the page and covers none of
 * it, stays until it is dismissed or comes about, and takes the focus only from whoever asks for it.
 */
export function Toasts({ failures, onDismiss }: Props) {
  return failures.length > 0 && <Region {...{ failures, onDismiss }} />;
}

function Region({ failures, onDismiss }: Props) {
  const { t } = useTranslation();
  const region = useRef<HTMLElement>(null);
  const before = useRef<Element>(null);
  const go = () => {
    if (!document.querySelector('[role=dialog]')) region.current?.querySelector('button')?.focus();
  };
  useKeys(t('keys.anywhere'), { F8: { does: t('toast.go') } }, { isEverywhere: true });
  useHotkeys([['F8', go]], []);
  const remember = ({ relatedTarget }: FocusEvent) => {
    if (!region.current?.contains(relatedTarget)) before.current = relatedTarget;
  };
  const giveBack = () => {
    if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    setTimeout(focusPage);
  };
  return (
    <section ref={region} className={classes.region} aria-label={t('toast.label')}>
      <ul onFocus={remember}>
        {failures.map((failure) => (
          <Toast
            key={failure.id}
            failure={failure}
            onDismiss={() => onDismiss(failure.id)}
            onGone={giveBack}
          />
        ))}
      </ul>
    </section>
  );
}

interface ToastProps {
  failure: Failure;
  onDismiss: () => void;
  /** It went while it had the focus. */
  onGone: () => void;
}

function Toast({ failure, onDismiss, onGone }: ToastProps) {
  const { error, occurrence } = failure;
  const { t } = useTranslation();
  const what = 'what' in failure ? t(failure.what) : t('toast.left', { name: failure.name });
  const [tried, setTried] = useState<number>();
  const item = useRef<HTMLLIElement>(null);
  const gone = useRef(onGone);
  useLayoutEffect(() => {
    gone.current = onGone;
  });
  useLayoutEffect(() => {
    const { current } = item;
    return () => {
      if (current?.contains(document.activeElement)) gone.current();
    };
  }, []);
  return (
    <li
      ref={item}
      className={classes.toast}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // It is for this one, not for what else is open.
        event.stopPropagation();
        onDismiss();
      }}
    >
      <IconAlertTriangle size={16} aria-hidden />
      <div className={classes.body}>
        {/* Made anew, it is announced anew. */}
        <p key={occurrence} role="alert" className={classes.text}>
          <strong>{what}</strong> {error.message}
        </p>
        {'again' in failure && (
          <Button
            size="xs"
            variant="default"
            loading={tried === occurrence}
            onClick={() => {
              setTried(occurrence);
              failure.again();
            }}
          >
            {t('error.retry')}
          </Button>
        )}
      </div>
      <CloseButton aria-label={t('toast.dismiss', { what })} onClick={onDismiss} />
    </li>
  );
}
