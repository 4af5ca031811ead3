/** The dashboard's own files, which a page needs and which may not come.
 *
 * Offline, nothing comes. After another version was installed, files of the old one are gone
 * for good, and only loading the document anew leads to those that there are. The document is
 * what is loaded anew in both cases: a style that failed once is never asked for again within
 * one document.
 */
const RELOADED = 'orakul.reloaded.';

const missing = new WeakSet<Error>();

/** Take note of whatever part fails to load, wherever it is asked for. */
export function watchParts(): void {
  window.addEventListener('vite:preloadError', ({ payload }) => missing.add(payload));
}

/** Load a page's files. */
export async function part<Module>(load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    // An error of ours: upon the browser's, the router would reload even while offline.
    const error = new Error(`Part missing: ${String(cause)}`, { cause });
    missing.add(error);
    throw error;
  }
}

export function isMissingPart(error: unknown): error is Error {
  return error instanceof Error && missing.has(error);
}

export function wasReloadedFor({ message }: Error): boolean {
  try {
    return sessionStorage.getItem(RELOADED + message) !== null;
  } catch {
    return true; // where the browser keeps nothing, nobody could tell a second time
  }
}

/** Load the document anew, but not a second time for the same part. */
export function reloadOnce(error: Error): void {
  if (wasReloadedFor(error)) return;
  sessionStorage.setItem(RELOADED + error.message, 'yes');
  window.location.reload();
}
