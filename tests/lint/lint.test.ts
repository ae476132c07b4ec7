import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { ROOT, STEPS } from './project.ts';

const eslint = new ESLint({
  cwd: ROOT,
  // The rules under test read no types, and the planted files are in no project.
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) =>
    ruleId === 'no-restricted-syntax' || ruleId === 'no-restricted-imports' || ruleId === 'id-denylist',
});

/** What the project's lint rules say of a text, were it the content of a file. */
async function complaints(file: string, text: string): Promise<string[]> {
  const [{ messages }] = await eslint.lintText(text, { filePath: `${ROOT}${file}` });
  return messages.map(({ ruleId, message }) => ruleId ?? `(not linted) ${message}`);
}

describe('exact arithmetic', () => {
  test.each([
    'export const y = Math.sin(1);',
    'export const y = Math.hypot(3, 4);',
    'export const y = Math.PI;',
    "export const y = Math['pow'](2, 3);",
    'const { exp } = Math; export const y = exp(1);',
    'const M = Math; export const y = M.tan(1);',
    'export const y = globalThis.Math.log(2);',
    "export const y = globalThis['Math'].log(2);",
    'export const y = Math?.cos(1);',
    'export const y = [1].map(Math.atan);',
    'export const y = 2 ** 0.5;',
    'let y = 2; y **= 3; export { y };',
    'export const y = (0.1).toFixed(1);',
    "export const y = (1.5)['toFixed'](1);",
    "export const y = Reflect.get(globalThis, 'Math').sin(1);",
    'export const y = Date.now();',
  ])('refuses %s', async (text) => {
    for (const folder of ['src/faces', 'src/faces/shading', 'src/clips', 'src/clips/motion']) {
      expect(await complaints(`${folder}/planted.ts`, text)).toContain('no-restricted-syntax');
    }
  });

  test('allows what is rounded exactly', async () => {
    const text = `
      export const y = Math.sqrt(2) + Math.floor(1.5) + Math.imul(3, 5) + Math.abs(-1) + Math.min(1, 2) + Math.max(1, 2);
      export const z = (3 % 2) / 7;`;
    expect(await complaints('src/faces/planted.ts', text)).toEqual([]);
  });

  test('is asked of the renderer alone', async () => {
    expect(await complaints('src/node/planted.ts', 'export const y = Math.sin(1);')).toEqual([]);
  });
});

describe('the core', () => {
  test.each([
    "import { readFile } from 'node:fs'; export { readFile };",
    "import fs from 'fs'; export { fs };",
    "import sharp from 'sharp'; export { sharp };",
    "export { join } from 'node:path';",
    "export { readFile } from 'fs/promises';",
    "export { Command } from 'commander';",
    "export * from 'janus-faceswap';",
    "export * from '../index.ts';",
    "export * from '../../src/index.ts';",
    "export * from '../settings.ts';",
    "export * from '../../src/node/media/png.ts';",
    "export * from '../../tests/scratch-folder.ts';",
    "export const fs = await import('node:fs');",
    "export * from '../node/media/png.ts';",
    "import { run } from '../cli/program.ts'; export { run };",
  ])('does not %s', async (text) => {
    for (const step of STEPS) expect(await complaints(`src/${step}/planted.ts`, text)).not.toEqual([]);
  });

  test('has arrows that point one way', async () => {
    const back = "import { planClip } from '../clips/plan.ts'; export { planClip };";
    expect(await complaints('src/faces/planted.ts', back)).toEqual(['no-restricted-imports']);
    const deep = "import { planClip } from '../../clips/plan.ts'; export { planClip };";
    expect(await complaints('src/faces/shading/planted.ts', deep)).toEqual(['no-restricted-imports']);
    const forth = "import { render } from '../faces/render.ts'; export { render };";
    expect(await complaints('src/clips/planted.ts', forth)).toEqual([]);
    const round = "export * from '../../src/clips/plan.ts';";
    expect(await complaints('src/faces/planted.ts', round)).toEqual(['no-restricted-imports']);
    expect(await complaints('src/planted.ts', "export * from './node/media/png.ts';")).toEqual([
      'no-restricted-imports',
    ]);
    expect(await complaints('src/planted.ts', "export * from './clips/plan.ts';")).toEqual([]);
    const up = "import { run } from '../cli/program.ts'; export { run };";
    expect(await complaints('src/node/planted.ts', up)).toEqual(['no-restricted-imports']);
  });

  test('has an engine that serves all its folders and knows none of them', async () => {
    const down = "export * from '../engine/parallel/batch-slices.ts';";
    expect(await complaints('src/clips/planted.ts', down)).toEqual([]);
    for (const text of [
      "export * from '../../faces/render.ts';",
      "export * from '../../node/threads/thread.ts';",
      "export * from '../../settings.ts';",
      "export { Worker } from 'node:worker_threads';",
    ]) {
      expect(await complaints('src/engine/kernels/planted.ts', text), text).toEqual([
        'no-restricted-imports',
      ]);
    }
    const tensors = "export { tidy } from '@tensorflow/tfjs';";
    expect(await complaints('src/engine/kernels/planted.ts', tensors)).toEqual([]);
    const kernel = "export * from '../kernels/heap.ts';";
    expect(await complaints('src/engine/parallel/planted.ts', kernel)).toEqual([]);
  });

  test.each([
    "import { readFile } from 'node:fs'; export { readFile };",
    "import sharp from 'sharp'; export { sharp };",
    "export { join } from 'node:path';",
    "export { readFile } from 'fs/promises';",
    "export { Command } from 'commander';",
    "export * from 'janus-faceswap';",
    "export * from '../index.ts';",
    "export * from '../../src/index.ts';",
    "export * from '../../tests/scratch-folder.ts';",
    "export const fs = await import('node:fs');",
    "export const png = await import('../node/media/png.ts');",
    "export * from '../node/media/png.ts';",
    "export type { Host } from '../web/host.ts';",
    "import { run } from '../cli/program.ts'; export { run };",
    "export * from '../lab/page.ts';",
  ])('has a pipeline that runs on any host: it does not %s', async (text) => {
    expect(await complaints('src/pipeline/planted.ts', text)).toHaveLength(1);
    const deeper = text.replace("'../", "'../../");
    expect(await complaints('src/pipeline/workers/planted.ts', deeper)).toHaveLength(1);
  });

  test('has a pipeline on top, which runs the steps and is run by the hosts', async () => {
    for (const text of [
      ...STEPS.map((step) => `export * from '../${step}/index.ts';`),
      "export * from '../engine/index.ts';",
      "export * from '../nets/half-floats.ts';",
      "export * from '../settings.ts';",
      "export { sha256 } from '@noble/hashes/sha2.js';",
    ]) {
      expect(await complaints('src/pipeline/planted.ts', text), text).toEqual([]);
    }
    const down = "export * from '../pipeline/train.ts';";
    for (const host of ['node', 'web', 'cli', 'lab']) {
      expect(await complaints(`src/${host}/planted.ts`, down), host).toEqual([]);
    }
    for (const folder of [...STEPS, 'engine', 'nets']) {
      expect(await complaints(`src/${folder}/planted.ts`, down), folder).toEqual(['no-restricted-imports']);
    }
  });
});

describe('names that were replaced by standard terms', async () => {
  const config = (await eslint.calculateConfigForFile(`${ROOT}src/train/planted.ts`)) as {
    rules: Record<string, [level: number, ...names: string[]]>;
  };
  const banned = config.rules['id-denylist'].slice(1) as string[];

  test('are listed once each', () => {
    expect(banned.length).toBeGreaterThan(50);
    expect(new Set(banned).size).toBe(banned.length);
  });

  test.each(banned)('%s is refused in src, scripts and tests', async (name) => {
    for (const file of ['src/train/planted.ts', 'src/planted.ts', 'scripts/pretrain/planted.ts']) {
      expect(await complaints(file, `export const ${name} = 1;`), file).toEqual(['id-denylist']);
    }
    expect(await complaints('tests/train/planted.test.ts', `export const ${name} = 1;`)).toEqual([
      'id-denylist',
    ]);
    expect(await complaints('scripts/planted.js', `export const ${name} = 1;`)).toEqual(['id-denylist']);
  });

  test.each([
    'export function told() {}',
    'export const f = (told: number) => told;',
    'export class Seat {}',
    'export interface Wishes { readonly steps: number }',
    'export type News = string;',
    'export interface Options { readonly lookEvery: number }',
    'export class Trainer { passOn() {} }',
    'export class Trainer { readonly #amiss = 1; }',
    "export { fit as weigh } from '../train/fit.ts';",
    "import { fit as weigh } from '../train/fit.ts'; weigh();",
    'export const options = { warmth: 1 };',
    'export const { steps: trait } = { steps: 1 };',
  ])('are refused wherever something is named: %s', async (text) => {
    expect(await complaints('src/evaluate/planted.ts', text)).toContain('id-denylist');
  });

  test('stay words of texts and comments', async () => {
    const text = "// What was told is a wish.\nexport const y = 'told, amiss and lay';";
    expect(await complaints('src/evaluate/planted.ts', text)).toEqual([]);
  });
});
