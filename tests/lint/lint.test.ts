import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import ts from 'typescript';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const eslint = new ESLint({
  cwd: ROOT,
  // The rules under test read no types, and the planted files are in no project.
  overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }],
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-syntax' || ruleId === 'no-restricted-imports',
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
    "export * from '../settings.ts';",
    "export * from '../../src/node/media/png.ts';",
    "export * from '../../tests/scratch-folder.ts';",
    "export const fs = await import('node:fs');",
    "export * from '../node/media/png.ts';",
    "import { run } from '../cli/program.ts'; export { run };",
  ])('does not %s', async (text) => {
    for (const folder of ['faces', 'clips', 'extract', 'train', 'convert', 'evaluate'].map(
      (name) => `src/${name}`,
    )) {
      expect(await complaints(`${folder}/planted.ts`, text)).not.toEqual([]);
    }
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
    const down = "export * from '../engine/parallel/shares.ts';";
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

  test.each(['document.title', 'process.pid', 'Buffer.alloc(1)', 'new OffscreenCanvas(1, 1)', 'setTimeout'])(
    'does not compile %s',
    (expression) => {
      expect(coreErrors(`export const y: unknown = ${expression};`)).toEqual([
        expect.stringMatching(/Cannot find name/),
      ]);
    },
  );

  test('compiles what every engine has', () => {
    expect(coreErrors('export const y: Uint8Array = new Uint8Array(1);')).toEqual([]);
  });
});

/** The errors of a planted file under tsconfig.core.json. */
function coreErrors(text: string): string[] {
  const { options } = ts.getParsedCommandLineOfConfigFile(`${ROOT}tsconfig.core.json`, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  })!;
  const planted = `${ROOT}src/faces/planted.ts`;
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (file) => file === planted || onDisk.fileExists(file);
  host.readFile = (file) => (file === planted ? text : onDisk.readFile(file));
  host.getSourceFile = (file, version) =>
    file === planted ? ts.createSourceFile(file, text, version) : onDisk.getSourceFile(file, version);
  const program = ts.createProgram([planted], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(planted))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
