import { useLayoutEffect, useState } from 'react';

/**
 * Gives the focus back, when what is mounted goes, to what had it before; for a dialog that is
 * shown while mounted, which Mantine never sees open.
 *
 * Where that is gone, too, the page itself gets it: on the body, a key would begin at the very top.
 */
export function useFocusReturn(): void {
  // A menu may be gone once this is mounted.
  const [begun] = useState(() => openerOf(document.activeElement));
  useLayoutEffect(() => {
    // A dialog that led here has given the focus back by now.
    const opener = openerOf(document.activeElement) ?? begun;
    return () => {
      opener?.focus({ preventScroll: true });
      setTimeout(focusPage);
    };
  }, [begun]);
}

/** The item of a menu goes with its menu; the button of the menu stays. */
function openerOf(element: Element | null): HTMLElement | null {
  const id = element?.closest('[role=menu]')?.getAttribute('aria-labelledby');
  const opener = id ? document.getElementById(id) : element;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** The page itself gets the focus that nothing has. */
export function focusPage(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector('main')?.focus({ preventScroll: true });
}
