import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { explainedCastRule } from './eslint/explainedCast.mjs';
import { layersRule } from './eslint/layers.mjs';

const house = { rules: { layers: layersRule, 'explained-cast': explainedCastRule } };

const queryMethods = 'selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto';

/** Unit tests, and the world that the tests of the contract are set in. */
const tests = ['**/*.test.{ts,tsx}', 'signaling-server/wire/ContractWorld.ts'];

const everywhere = {
  'house/layers': 'error',
  'max-lines': ['error', { max: 400 }],
  // `== null` asks for both kinds of nothing at once.
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-console': 'off',
};

export default defineConfig(
  globalIgnores(['dist/', 'data/', 'node_modules/', '.cache/', 'test-results/']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { house },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      ...everywhere,
      'house/explained-cast': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A name of the contract as a type parameter says which message a function is about.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A handler of the contract is asynchronous by its type, whether or not this one has something to wait for.
      '@typescript-eslint/require-await': 'off',
      // It takes `if (this.closed)` after an await for decided, and a browser's missing features for always there.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
    },
  },
  {
    files: ['signaling-server/protocol/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'navigator', 'localStorage', 'process', 'Buffer', 'global', '__dirname'].map(
          (name) => ({
            name,
            message:
              'The contract runs in the browser and in the server, so it uses nothing that only one of them has.',
          }),
        ),
      ],
    },
  },
  {
    files: ['signaling-server/**/*.ts'],
    ignores: ['signaling-server/persistence/**', '**/*Table.ts', ...tests],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `CallExpression > MemberExpression.callee[property.name=/^(${queryMethods})$/]`,
          message: 'Only *Table.ts and persistence/ hold SQL: put the query in the table file of its capability.',
        },
      ],
    },
  },
  {
    files: [...tests, 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // A test that meets an absent value fails at that line, which is what it is for.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'house/explained-cast': 'off',
    },
  },
  {
    // Set-up runs before anything is installed, so it is plain JavaScript without type information.
    files: ['**/*.{js,mjs}'],
    plugins: { house },
    extends: [tseslint.configs.base],
    rules: {
      ...everywhere,
      'no-undef': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
);
