/** The tabs of a browser have one stream, and each gets every event once, whoever holds it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../test/eventSource';
import { FakeChannel, FakeLocks } from '../test/tabs';
import { SharedStream, type Connection } from './shared';

class Tab {
  readonly opened: boolean[] = [];
  readonly frames: string[] = [];
  gaps = 0;
  refusals = 0;
  connection: Connection | undefined;
  readonly close: () => void;

  constructor(person = '1', since = '') {
    const listener = {
      connection: (connection: Connection) => (this.connection = connection),
      opened: (resumed: boolean) => this.opened.push(resumed),
      frame: (data: string) => this.frames.push(data),
      gap: () => (this.gaps += 1),
      refused: () => (this.refusals += 1),
    };
    this.close = new SharedStream(person, ['tasks'], listener, since).start();
    tabs.push(this);
  }
}

let tabs: Tab[];

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.install();
  FakeLocks.install();
  tabs = [];
});

afterEach(() => {
  for (const tab of tabs) tab.close();
  FakeLocks.remove();
});

/** Lets promises of locks go on. */
const settle = () => vi.advanceTimersByTimeAsync(0);

function open(): [Tab, Tab] {
  const pair: [Tab, Tab] = [new Tab(), new Tab()];
  FakeEventSource.latest.onopen?.();
  return pair;
}

test('two tabs have one stream, and both get what comes', () => {
  const [first, second] = open();
  FakeEventSource.latest.send('one', '1-a');

  expect(FakeEventSource.opened).toHaveLength(1);
  expect([first.frames, second.frames]).toEqual([['one'], ['one']]);
  expect([first.connection?.holder, second.connection?.holder]).toEqual(['this', 'other']);
});

test('a new tab knows the state of the connection at once, and reads', () => {
  const [first] = open();
  FakeEventSource.latest.send('one', '1-a');
  const late = new Tab();
  FakeEventSource.latest.send('two', '2-a');

  expect(late.connection).toEqual({ ...first.connection, holder: 'other' });
  expect([late.opened, late.frames]).toEqual([[false], ['two']]);
});

test('a new tab that has read after the last event need not read again', () => {
  open();
  FakeEventSource.latest.send('two', '2-a');
  const late = new Tab('1', '2-a');
  const ahead = new Tab('1', '3-a');
  FakeEventSource.latest.send('three', '3-a');
  FakeEventSource.latest.send('four', '4-a');

  expect([late.opened, late.gaps, late.frames]).toEqual([[], 0, ['three', 'four']]);
  expect([ahead.opened, ahead.gaps, ahead.frames]).toEqual([[], 0, ['four']]);
});

test('a new tab that has read before the last event is told of a gap', () => {
  open();
  FakeEventSource.latest.send('two', '2-a');
  const late = new Tab('1', '1-a');
  FakeEventSource.latest.send('three', '3-a');

  expect([late.opened, late.gaps, late.frames]).toEqual([[], 1, ['three']]);
});

test('the first tab goes on after what it has read, and misses nothing meanwhile', () => {
  const first = new Tab('1', '1-a');
  const second = new Tab('1', 'earliest');
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.send('two', '2-a');

  expect(FakeEventSource.latest.url).toContain('last_event_id=1-a');
  expect([first.opened, first.gaps, first.frames]).toEqual([[true], 0, ['two']]);
  expect([second.opened, second.gaps, second.frames]).toEqual([[], 1, ['two']]);
});

test('whoever takes over goes on after the last event, and nobody reads again', async () => {
  const [first, second] = open();
  const third = new Tab();
  FakeEventSource.latest.send('one', '1-a');
  first.close();
  await settle();
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.send('two', '2-a');

  expect(FakeEventSource.latest.url).toContain('last_event_id=1-a');
  expect([second.opened, third.opened]).toEqual([[false, true], [false]]);
  expect([second.frames, third.frames]).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ]);
});

test('what the next holder brings again comes to nobody twice', async () => {
  const [first, second] = open();
  const third = new Tab();
  FakeEventSource.latest.send('one', '1-a');
  const [, deaf] = FakeChannel.open;
  if (deaf) deaf.isDeaf = true;
  FakeEventSource.latest.send('two', '2-a');
  first.close();
  await settle();
  FakeEventSource.latest.onopen?.();
  FakeEventSource.latest.send('two', '2-a');

  expect(FakeEventSource.latest.url).toContain('last_event_id=1-a');
  expect([second.frames, third.frames]).toEqual([
    ['one', 'two'],
    ['one', 'two'],
  ]);
});

test('a tab that missed something is told of a gap', () => {
  const [, second] = open();
  FakeEventSource.latest.send('one', '1-a');
  const [, deaf] = FakeChannel.open;
  if (deaf) deaf.isDeaf = true;
  FakeEventSource.latest.send('two', '2-a');
  if (deaf) deaf.isDeaf = false;
  FakeEventSource.latest.send('three', '3-a');
  FakeEventSource.latest.send('four', '4-a');

  expect([second.gaps, second.frames]).toEqual([1, ['one', 'four']]);
});

test('a holder that does not answer loses its place', async () => {
  const [first, second] = open();
  FakeEventSource.latest.send('one', '1-a');
  const [asleep] = FakeChannel.open;
  if (asleep) asleep.isDeaf = true;
  await vi.advanceTimersByTimeAsync(15_000);
  const [old, next] = FakeEventSource.opened;

  expect([old?.isClosed, next?.isClosed]).toEqual([true, false]);
  expect(next?.url).toContain('last_event_id=1-a');
  expect([first.connection?.holder, second.connection?.holder]).toEqual(['this', 'this']);
});

test('a holder that answers keeps its place', async () => {
  open();
  await vi.advanceTimersByTimeAsync(60_000);

  expect(FakeEventSource.opened).toHaveLength(1);
});

test('a tab that is frozen gives its place up, and reads when it is back', async () => {
  const tab = new Tab();
  FakeEventSource.latest.onopen?.();
  document.dispatchEvent(new Event('freeze'));
  await settle();
  expect(FakeEventSource.latest.isClosed).toBe(true);

  document.dispatchEvent(new Event('resume'));
  FakeEventSource.latest.onopen?.();

  expect(FakeEventSource.opened).toHaveLength(2);
  expect(tab.opened).toEqual([false, false]);
});

test('a loss, a gap and the end of the session are told in every tab', () => {
  const [first, second] = open();
  FakeEventSource.latest.control('gap', 'pruned', '9-a');
  FakeEventSource.latest.control('end', 'session expired');

  expect([first.gaps, second.gaps]).toEqual([1, 1]);
  expect([first.refusals, second.refusals]).toEqual([1, 1]);
  expect(second.connection?.state).toBe('reconnecting');
});

test('two people share nothing', () => {
  new Tab('1');
  new Tab('2');

  expect(new Set(FakeChannel.open.map(({ name }) => name)).size).toBe(2);
});

test('without locks each tab has its own', () => {
  FakeLocks.remove();
  FakeEventSource.install();
  const first = new Tab();
  new Tab();

  expect(FakeEventSource.opened).toHaveLength(2);
  expect(first.connection?.holder).toBe('alone');
});
