import { useMutation, type UseMutationOptions } from '@tanstack/react-query';
import { useWhileShown } from '../components/useWhileShown';

type Options<Given, Done> = Pick<
  UseMutationOptions<Done, Error, Given, string>,
  'mutationFn' | 'onSettled'
>;

interface Deed<Given, Done> extends Options<Given, Done> {
  /** What it is called where it fails and who asked for it is gone. */
  name: string | ((given: Given) => string);
  /** Called only while who asked is on the screen. */
  onDone?: (done: Done, given: Given) => void;
}

/**
 * A change that a dialog, a panel or a page asks for, whose answer may come when that is closed: it
 * closes and opens nothing then, and a failure is told under its *name* (`api/failures`).
 */
export function useDeed<Done, Given = void>({ name, onDone, ...options }: Deed<Given, Done>) {
  const tell = useWhileShown((done: Done, given: Given) => onDone?.(done, given));
  return useMutation({
    ...options,
    onMutate: (given) => (typeof name === 'string' ? name : name(given)),
    onSuccess: tell,
  });
}
