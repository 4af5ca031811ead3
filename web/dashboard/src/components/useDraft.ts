import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

const PAUSE = 250; // ms without a key before what was typed counts

interface Draft {
  value: string;
  set: (value: string) => void;
  /** What was typed counts at once. */
  commit: () => void;
}

/**
 * What is being typed; *commit* gets it when the typist pauses, unless *isUnfinished* says that
 * more has to come. A change from outside wins, and what was typed counts no more once the reader
 * is on the way to another page.
 */
export function useDraft(
  committed: string,
  commit: (value: string) => void,
  isUnfinished: (value: string) => boolean = () => false,
): Draft {
  const [draft, setDraft] = useState({ of: committed, value: committed });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const router = useRouter();
  // What is chosen while the typist pauses is not taken back by what was so when they typed.
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(
    () =>
      router.subscribe('onBeforeNavigate', ({ pathChanged }) => {
        if (pathChanged) clearTimeout(timer.current);
      }),
    [router],
  );

  if (draft.of !== committed) {
    // The address changed: by our own commit, or because the reader went back.
    setDraft({ of: committed, value: committed === draft.value.trim() ? draft.value : committed });
  }
  return {
    value: draft.value,
    set: (value) => {
      setDraft({ of: committed, value });
      clearTimeout(timer.current);
      if (!isUnfinished(value)) timer.current = setTimeout(() => latest.current(value), PAUSE);
    },
    commit: () => {
      clearTimeout(timer.current);
      commit(draft.value);
    },
  };
}
