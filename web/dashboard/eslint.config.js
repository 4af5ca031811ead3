import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts', 'eslint.config.js', 'public'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  reactHooks.configs.flat.recommended,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // `as const` stays allowed; every other assertion would hide a shape nobody checked.
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_$' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Names, errors and messages are untrusted: render them as text.',
        },
      ],
      // The words of a language come with it alone: whether there are some, `isKey` tells.
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '/i18n/(en|uk|ru)(/|$)', allowTypeImports: true }] },
      ],
      // TanStack Virtual and Table keep mutable instances; the React Compiler is not used here.
      'react-hooks/incompatible-library': 'off',
    },
  },
);
