import { Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { me } from '../api/session';
import { LiveProvider } from '../api/useLive';
import { LoadProblem } from '../components/LoadProblem';
import classes from './Gate.module.css';
import { Frame } from './Frame';
import { Landing } from './Landing';
import { SignIn } from './SignIn';

/** The sign-in form, with a word on what this is at `/`, or the pages. The address stays, so signing in leads to where one wanted. */
export function Gate() {
  const { data, error, refetch } = useQuery(me);
  useForgetting(data?.id);
  // Nobody signs out here without another page: the session was ended elsewhere.
  const [wasIn, setWasIn] = useState(false);
  if (data && !wasIn) setWasIn(true);
  const isLanding = useLocation({ select: ({ href }) => href === '/' });
  if (data) {
    return (
      <LiveProvider key={data.id} person={data.id} since={data.since}>
        <Frame me={data} />
      </LiveProvider>
    );
  }
  if (data === null) return isLanding && !wasIn ? <Landing /> : <SignIn hasEnded={wasIn} />;
  return (
    <main className={classes.wait}>
      {error ? <LoadProblem error={error} onRetry={() => void refetch()} /> : <Loader size="sm" />}
    </main>
  );
}

const KEPT = new Set<unknown>(['me', 'setup']);

/** What *person* saw is not for whoever signs in next, be it in another tab. */
function useForgetting(person: string | undefined): void {
  const client = useQueryClient();
  const last = useRef(person);
  useEffect(() => {
    const before = last.current;
    last.current = person;
    if (before === undefined || before === person) return;
    if (person !== undefined) window.location.reload();
    // The form that is shown by now has asked for `setup`, which is nobody's.
    else client.removeQueries({ predicate: ({ queryKey: [key] }) => !KEPT.has(key) });
  }, [client, person]);
}
