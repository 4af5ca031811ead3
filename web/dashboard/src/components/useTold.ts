import { useState } from 'react';

interface Done {
  id: string;
  state: string;
}

/**
 * What was done last, as long as it is news where one is: on what it was done to, and on what
 * opened by itself after a decision, whose id is *id* then; not on what one goes on to.
 */
export function useTold<Some extends Done>(done: Some | undefined, id: string): Some | null {
  const [next, setNext] = useState<{ after: Some; id: string }>();
  if (done && done.state !== 'pending' && done.id !== id && next?.after !== done) {
    setNext({ after: done, id });
  }
  const isTold = done?.id === id || (next !== undefined && next.after === done && next.id === id);
  return isTold ? done : null;
}
