import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readiness } from '../api/health';
import { useLiveStatus, useSpeed } from '../api/useLive';
import { ConnectionDetails } from '../components/ConnectionDetails';
import { ConnectionLight } from '../components/ConnectionLight';
import { useNow } from '../components/useNow';
import { useAsOf } from './useAsOf';

/** Apart from the frame, because its latency changes with every event. */
export function Connection() {
  const [isOpen, setOpen] = useState(false);
  const status = useLiveStatus();
  const isPast = useAsOf() !== undefined;
  return (
    <ConnectionLight {...{ status, isPast, isOpen }} onOpen={setOpen}>
      <Details isPast={isPast} />
    </ConnectionLight>
  );
}

function Details({ isPast }: { isPast: boolean }) {
  const status = useLiveStatus();
  const speed = useSpeed();
  const now = useNow(true);
  const server = useQuery(readiness);
  return <ConnectionDetails {...{ status, isPast, now }} speed={speed()} server={server.data} />;
}
