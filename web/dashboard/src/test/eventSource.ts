import { vi } from 'vitest';

/** Stands for the browser's EventSource, which jsdom does not have. */
export class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: MessageEvent<string>) => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  constructor(readonly url: string) {
    super();
    FakeEventSource.opened.push(this);
  }

  static install(): void {
    FakeEventSource.opened = [];
    vi.stubGlobal('EventSource', FakeEventSource);
  }

  static get latest(): FakeEventSource {
    const latest = FakeEventSource.opened.at(-1);
    if (!latest) throw new Error('no stream was opened');
    return latest;
  }

  send(data: string, lastEventId = ''): void {
    this.onmessage?.(new MessageEvent('message', { data, lastEventId }));
  }

  control(event: 'gap' | 'end', reason: string, lastEventId = ''): void {
    const data = JSON.stringify({ reason });
    this.dispatchEvent(new MessageEvent(event, { data, lastEventId }));
  }

  close(): void {
    this.isClosed = true;
  }
}
