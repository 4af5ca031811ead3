import { useMutation, useQueryClient } from '@tanstack/react-query';
import { me, signOut } from '../api/session';

/** Ends the session, and leaves nothing of this person for the next one at the same browser. */
export function useSignOut(): () => void {
  const client = useQueryClient();
  const leaving = useMutation({
    mutationFn: signOut,
    meta: { failed: 'menu.signout.failed' },
    onSuccess: () => {
      client.clear();
      client.setQueryData(me.queryKey, null);
      window.location.assign('/');
    },
  });
  return () => leaving.mutate();
}
