import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { me } from '../api/session';
import { LiveProvider } from '../api/useLive';
import { LoadProblem } from '../components/LoadProblem';
import classes from './Gate.module.css';
import { Frame } from './Frame';
import { SignIn } from './SignIn';

/** The sign-in form or the pages. The address stays, so signing in leads to where one wanted. */
export function Gate() {
  const { data, error, refetch } = useQuery(me);
  if (data) {
    return (
      <LiveProvider>
        <Frame me={data} />
      </LiveProvider>
    );
  }
  if (data === null) return <SignIn />;
  return (
    <main className={classes.wait}>
      {error ? <LoadProblem error={error} onRetry={() => void refetch()} /> : <Loader size="sm" />}
    </main>
  );
}
