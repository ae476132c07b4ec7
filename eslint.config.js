import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { bannedNames } from './eslint.banned-names.js';

/** The core's folders in the order data flows: each may import those before it, never those after. */
const FLOW = ['faces', 'clips', 'extract', 'train', 'convert', 'evaluate', 'detect'];
/** What runs the core: the pipeline, its hosts, and what people use. */
const OUTSIDE_CORE = ['pipeline', 'api', 'node', 'web', 'cli', 'lab'];

/** What the pipeline and the public API must not know. */
const HOSTS = ['node', 'web', 'cli', 'lab'];

/**
 * What ECMA-262 rounds exactly, or not at all. Everything else of Math may differ in its last bit between
 * engines.
 */
const EXACT_MATH = 'sqrt|floor|ceil|trunc|round|abs|sign|min|max|imul|fround|clz32';

const FORMATTING = 'toLocaleString|toFixed|toPrecision|toExponential';

const inexact = (selector, what) => ({
  selector,
  message: `${what} is not exactly rounded in every engine: use src/faces/exact (the renderer must give the same bytes everywhere).`,
});

const exactArithmetic = [
  inexact(
    `MemberExpression[object.name="Math"][computed=false]:not([property.name=/^(${EXACT_MATH})$/])`,
    'This Math function',
  ),
  inexact('MemberExpression[object.name="Math"][computed=true]', 'Math[…]'),
  inexact('Identifier[name="Math"]:not(MemberExpression > Identifier.object)', 'An alias of Math'),
  inexact('Identifier[name=/^(globalThis|Reflect|Intl|Date|eval)$/]', 'What lies behind this name'),
  inexact('BinaryExpression[operator="**"]', 'The ** operator'),
  inexact('AssignmentExpression[operator="**="]', 'The **= operator'),
  inexact(`MemberExpression[property.name=/^(${FORMATTING})$/]`, 'Formatting a number'),
  inexact(`MemberExpression[property.value=/^(${FORMATTING})$/]`, 'Formatting a number'),
];

const nothingAtRunTime = {
  selector: 'ImportExpression',
  message: 'Steps and pipeline import nothing at run time: all their imports stand at the head of a file.',
};

/** What the core may import by name: packages that run in Node, browsers and notebooks alike. */
const CORE_PACKAGES = [
  'zod$',
  '@noble/hashes/',
  '@tensorflow/tfjs$',
  'ml-matrix$',
  '@tensorflow/tfjs-backend-(wasm|webgpu)$',
];

const onlyCorePackages = {
  regex: `^(?!\\.\\.?/|${CORE_PACKAGES.join('|')})`,
  message: `The core runs in browsers too: Node's modules belong in src/node and src/cli. It may import ${CORE_PACKAGES.join(', ')}.`,
};

/** Forbids imports from the given places of src, however the path is written. */
const noImportsFrom = (places) => ({
  regex: `^(\\.\\.?/)*\\.\\.?/(src/)?(${places.join('|')})(/|\\.ts$|$)`,
  message: `Arrows point one way: engine, nets → ${FLOW.join(' → ')} → pipeline → api → node, web → cli, lab.`,
});

const restrictImports = (files, patterns) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

/** A folder of the core: no Node, no DOM library, no arrow against the flow. */
const coreFolder = (name, position) =>
  restrictImports(
    [`src/${name}/**/*.ts`],
    [
      onlyCorePackages,
      noImportsFrom([...FLOW.slice(position + 1), ...OUTSIDE_CORE, 'index', 'settings', 'tests', 'scripts']),
    ],
  );

export default tseslint.config(
  {
    ignores: [
      'dist',
      '.cache',
      'node_modules',
      'coverage',
      'src/engine/assembly',
      'src/engine/kernels/binary.ts',
      'types',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `const { name: _, ...rest } = value` is how a property is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  {
    files: ['src', 'scripts', 'tests'].map((folder) => `${folder}/**/*.{ts,js}`),
    rules: { 'id-denylist': ['error', ...bannedNames] },
  },
  {
    files: ['*.js', 'scripts/**/*.js'],
    languageOptions: { globals: { ...globals.node, WebAssembly: 'readonly' } },
  },
  ...FLOW.map(coreFolder),
  // The engine and the nets serve the whole core and know none of it; the engine knows no nets.
  ...['engine', 'nets'].map((name) =>
    restrictImports(
      [`src/${name}/**/*.ts`],
      [
        onlyCorePackages,
        noImportsFrom([
          ...(name === 'engine' ? ['nets'] : []),
          ...FLOW,
          ...OUTSIDE_CORE,
          'index',
          'settings',
          'tests',
          'scripts',
        ]),
      ],
    ),
  ),
  {
    files: [...FLOW, 'pipeline'].map((name) => `src/${name}/**/*.ts`),
    rules: { 'no-restricted-syntax': ['error', nothingAtRunTime] },
  },
  {
    files: ['src/faces/**/*.ts', 'src/clips/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...exactArithmetic, nothingAtRunTime] },
  },
  restrictImports(['src/*.ts'], [onlyCorePackages, noImportsFrom(['pipeline', ...HOSTS])]),
  ...['pipeline', 'api'].map((name) =>
    restrictImports(
      [`src/${name}/**/*.ts`],
      [
        onlyCorePackages,
        noImportsFrom([...(name === 'pipeline' ? ['api'] : []), ...HOSTS, 'index', 'tests', 'scripts']),
      ],
    ),
  ),
  restrictImports(['src/node/**/*.ts'], [noImportsFrom(['web', 'cli', 'lab'])]),
  restrictImports(['src/web/**/*.ts'], [noImportsFrom(['node', 'cli', 'lab'])]),
  restrictImports(['src/cli/**/*.ts'], [noImportsFrom(['web', 'lab'])]),
);
