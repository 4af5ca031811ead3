/** What is wrong with a field is told in the page's language, and only as long as it is wrong. */
import { fireEvent } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { chooseLanguage } from '../i18n';
import { tellFaults } from './tellFaults';

function field(made: string): HTMLInputElement {
  document.body.innerHTML = `<form>${made}</form>`;
  const [input] = document.getElementsByTagName('input');
  if (!input) throw new TypeError(made);
  return input;
}

beforeAll(tellFaults);
afterEach(() => chooseLanguage('en'));

test('a field that is empty', async () => {
  await chooseLanguage('uk');
  const input = field('<input required>');

  expect(input.checkValidity()).toBe(false);
  expect(input.validationMessage).toBe('Заповніть це поле.');

  fireEvent.input(input, { target: { value: 'x' } });
  expect(input.checkValidity()).toBe(true);
});

test('an address that is none', () => {
  const input = field('<input type="email" value="x">');

  expect(input.checkValidity()).toBe(false);
  expect(input.validationMessage).toContain('no such address');
});
