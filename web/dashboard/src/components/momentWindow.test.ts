/** The slider spans a window that holds the moment, and stands still while one moves in it. */
import { expect, test } from 'vitest';
import { reachAround } from './momentWindow';

const HOUR = 3_600_000; // ms
const TO = Date.parse('2026-03-31T12:00:00Z');
const FROM = TO - 720 * HOUR;

test('the last hour of a month ends now, and its steps are seconds', () => {
  const reach = reachAround(TO, FROM, TO, '1h');

  expect(reach).toEqual({ from: TO - HOUR + 1, to: TO, step: 5000 });
});

test.each([0, 1, HOUR / 2, HOUR - 1])(
  'an hour of days ago is the same %d ms before its end',
  (ms) => {
    const end = TO - 50 * HOUR;
    const { from, to } = reachAround(end - ms, FROM, TO, '1h');

    expect([from, to]).toEqual([end - HOUR + 1, end]);
  },
);

test('the first window begins where the log does', () => {
  const from = TO - 30 * HOUR;

  expect(reachAround(from, from, TO, '24h')).toMatchObject({ from, to: TO - 24 * HOUR });
});

test('a moment before the log is shown where the log begins', () => {
  expect(reachAround(0, FROM, TO, '7d').from).toBe(FROM);
});

test('what is shorter than a window is shown as a whole', () => {
  const reach = reachAround(TO - 1, TO - HOUR / 2, TO, '24h');

  expect(reach).toMatchObject({ from: TO - HOUR / 2, to: TO });
});
