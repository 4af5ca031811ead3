import i18next from 'i18next';
import type { Key } from '../i18n/en';

/**
 * Has forms say what is wrong with a field in the page's language: a browser says it in its own.
 * It still marks the field and leads to it.
 */
export function tellFaults(): void {
  document.addEventListener('invalid', ({ target }) => tell(target), { capture: true });
  for (const change of ['input', 'change'] as const) {
    document.addEventListener(change, ({ target }) => forget(target), { capture: true });
  }
}

function isField(target: EventTarget | null) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

function tell(target: EventTarget | null): void {
  if (!isField(target)) return;
  forget(target);
  if (!target.validity.valid) target.setCustomValidity(i18next.t(wordOf(target.validity)));
}

function forget(target: EventTarget | null): void {
  if (isField(target)) target.setCustomValidity('');
}

function wordOf({ valueMissing, typeMismatch, tooShort }: ValidityState): Key {
  if (valueMissing) return 'field.required';
  if (tooShort) return 'field.short';
  return typeMismatch ? 'field.kind' : 'field.invalid';
}
