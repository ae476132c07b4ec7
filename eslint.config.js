import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The core's folders in the order data flows: each may import those before it, never those after. */
const FLOW = ['faces', 'clips', 'extract', 'train', 'convert', 'evaluate'];
const OUTSIDE_CORE = ['files', 'cli', 'lab'];

/** What ECMA-262 rounds exactly, or not at all. Everything else of Math may differ in its last bit between engines. */
const EXACT_MATH = 'sqrt|floor|ceil|trunc|round|abs|sign|min|max|imul|fround|clz32';

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
  inexact('MemberExpression[property.name="Math"]', 'An alias of Math'),
  inexact('MemberExpression[property.value="Math"]', 'An alias of Math'),
  inexact('BinaryExpression[operator="**"]', 'The ** operator'),
  inexact('AssignmentExpression[operator="**="]', 'The **= operator'),
  inexact(
    'MemberExpression[property.name=/^(toLocaleString|toFixed|toPrecision|toExponential)$/]',
    'Formatting a number',
  ),
];

/** Folder `name` of the core: no Node, no DOM library, no arrow against the flow. */
const coreFolder = (name, position) => ({
  files: [`src/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^(node:|sharp$|fs$|path$|os$|worker_threads$)',
            message: 'The core runs in browsers too: Node belongs in src/files and src/cli.',
          },
          {
            regex: `^(\\.\\./)+(${[...FLOW.slice(position + 1), ...OUTSIDE_CORE].join('|')})/`,
            message: `Arrows point one way: ${FLOW.join(' → ')} → files → cli, lab.`,
          },
        ],
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'coverage'] },
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
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  { files: ['*.js', 'scripts/**/*.js'], languageOptions: { globals: globals.node } },
  ...FLOW.map(coreFolder),
  {
    files: ['src/faces/**/*.ts', 'src/clips/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...exactArithmetic,
        {
          selector: 'ImportExpression',
          message:
            'The core imports nothing at run time: what it needs must be plain to see at the head of a file.',
        },
      ],
    },
  },
  {
    files: ['src/files/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^(\\.\\./)+(cli|lab)/', message: 'Nothing imports the command line or the lab.' },
          ],
        },
      ],
    },
  },
);
