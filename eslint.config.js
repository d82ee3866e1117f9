import js from '@eslint/js';
import ts from 'typescript-eslint';

const clock = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'Only src/platform/clock.ts reads the clock.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Only src/platform/clock.ts reads the clock.' },
];
const randomness = { selector: "AssignmentExpression[left.object.name='randomness']", message: 'Nothing in the service replaces the source of random bytes.' };
const transactions = { selector: "CallExpression[callee.property.name='transaction']", message: 'Only src/platform/unit-of-work.ts opens transactions.' };

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'var/', 'test/architecture/probes/'] },
  js.configs.recommended,
  {
    files: ['src/**/*.ts', 'workflows/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    extends: [...ts.configs.recommended],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unsafe-function-type': 'off',
      'no-control-regex': 'off',
      'no-irregular-whitespace': 'off',
      'no-misleading-character-class': 'off',
    },
  },
  { files: ['src/**/*.ts', 'workflows/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...clock, transactions, randomness], 'no-console': 'error', '@typescript-eslint/no-explicit-any': 'error' } },
  { files: ['src/platform/clock.ts'], rules: { 'no-restricted-syntax': ['error', transactions, randomness] } },
  { files: ['src/platform/unit-of-work.ts'], rules: { 'no-restricted-syntax': ['error', ...clock, randomness] } },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  { files: ['**/*.mjs', '**/*.js', '**/*.cjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', module: 'writable', fetch: 'readonly', setTimeout: 'readonly', performance: 'readonly', Buffer: 'readonly' } } },
);
