/** The name, the language and the keywords of a project are changed each by itself. */
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { ProjectSettings } from '../api/projects';
import { show } from '../test/render';
import { ProjectSettingFields } from './ProjectSettingFields';

const DEMO: ProjectSettings = { name: 'Demo', language: 'uk', keywords: ['release'] };

test('each field shows what is and tells what it becomes', () => {
  const change = vi.fn();
  show(<ProjectSettingFields value={DEMO} onChange={change} />);

  expect(screen.getByLabelText('Language', { selector: 'input' })).toHaveProperty(
    'value',
    'Українська',
  );
  expect(screen.getByText('release')).toBeTruthy();
  fireEvent.change(screen.getByRole('textbox', { name: /^Name of the project/ }), {
    target: { value: 'Demo team' },
  });
  const keywords = screen.getByLabelText('Keywords', { selector: 'input' });
  fireEvent.paste(keywords, { clipboardData: { getData: () => 'реліз' } });

  expect(change.mock.calls).toEqual([
    [{ ...DEMO, name: 'Demo team' }],
    [{ ...DEMO, keywords: ['release', 'реліз'] }],
  ]);
});
