import { useEffect, useRef } from 'react';

/**
 * Calls *act* as long as who asks is on the screen. An answer that comes to a dialog which is closed
 * by now closes none that was opened since.
 */
export function useWhileShown<Given extends unknown[]>(act: (...given: Given) => void) {
  const isShown = useRef(false);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return (...given: Given) => {
    if (isShown.current) act(...given);
  };
}
