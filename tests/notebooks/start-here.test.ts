import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, inject, test } from 'vitest';
import { denoProgram } from '../../scripts/notebooks/deno-program.ts';
import {
  codeCells,
  formatNotebook,
  sourceOf,
  withParameters,
  type Notebook,
  type Output,
} from '../../scripts/notebooks/notebook.ts';
import { runNotebook } from '../../scripts/notebooks/run-notebook.ts';
import { usableCores } from '../../src/node/backends/cores.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(ROOT, 'notebooks', '00-start-here.ipynb'), 'utf8');
const notebook = JSON.parse(text) as Notebook;
const code = codeCells(notebook).map(sourceOf).join('\n');

/** As little as there can be of everything. */
const SMALLEST = "const [a, b] = ['ingrid', 'kwame']; const frames = 16; const minutes = 0.01;";

const shownAs = (type: string, outputs: readonly Output[]): unknown[] =>
  outputs.flatMap((output) => ('data' in output && type in output.data ? [output.data[type]] : []));

/** That the cells have put out what a student is to see. */
async function expectSwap(executed: Notebook): Promise<void> {
  const outputsOf = (id: string) => codeCells(executed).find((cell) => cell.id === id)!.outputs;
  expect(shownAs('image/png', outputsOf('film'))).toHaveLength(2);
  expect(shownAs('text/plain', outputsOf('train'))).toEqual(['100 % trained']);
  const [picture] = shownAs('image/png', outputsOf('swap'));
  const { width, height, xmp } = await sharp(Buffer.from(picture as string, 'base64')).metadata();
  expect([width, height]).toEqual([6 * 128, 3 * 128]);
  expect(xmp?.toString()).toContain('digitalsourcetype/');
  const [line] = shownAs('text/markdown', outputsOf('score'));
  expect(line).toMatch(/^ingrid → kwame: skill -?\d+ %$/);
}

describe('the first notebook', () => {
  test("runs in Deno's kernel, on the installed package, and trains on all cores", async () => {
    const executed = await runNotebook(withParameters(notebook, SMALLEST), inject('installedProject'));
    await expectSwap(executed);
    const [printed] = codeCells(executed).flatMap(({ outputs }) =>
      outputs.flatMap((output) => ('text' in output ? [output.text] : [])),
    );
    // A GPU has no use for threads.
    expect(printed).toMatch(
      usableCores() > 1
        ? /^Backend: (wasm, threads: ([2-9]|\d\d+)|webgpu, threads: 1)\n$/
        : /^Backend: \w+, threads: 1\n$/,
    );
  });

  test('is committed as it was run, as Jupyter would write it', async () => {
    await expectSwap(notebook);
    expect(text).toBe(formatNotebook(notebook));
    expect(codeCells(notebook).map(({ execution_count: count }) => count)).toEqual(
      codeCells(notebook).map((_, i) => i + 1),
    );
  });

  // The kernel strips types unseen.
  test('has no type errors', () => {
    const home = inject('installedProject');
    writeFileSync(join(home, 'start-here.ts'), code);
    execFileSync(denoProgram(), ['check', 'start-here.ts'], { cwd: home, stdio: 'pipe' });
  });

  test('has the same lines as the example', () => {
    const lines = readFileSync(join(ROOT, 'examples', 'swap.ts'), 'utf8')
      .replace("of ['ingrid', 'kwame']", 'of [a, b]')
      .replace("film('ingrid'", 'film(a')
      .replace('frames: 200', 'frames')
      .replace('frames: 50', 'frames: Math.ceil(frames / 4)')
      .replace('minutes: 0.25', 'minutes')
      .split('\n')
      .filter((line) => !line.startsWith('//') && /\b(import|for|await|nodeHost|dispose)\b/.test(line));
    expect(lines.filter((line) => !code.includes(line))).toEqual([
      "import { nodeHost, savePicture } from 'janus-faceswap/node';",
      "await savePicture('swap.png', contactSheet(swapped));",
    ]);
    expect(code).toMatch(/'ingrid', 'kwame'[^]*frames = 200;[^]*minutes = 0\.25;/);
  });
});

test('a notebook with a cell that fails is an error that names the cell', async () => {
  const { metadata, nbformat, nbformat_minor } = notebook;
  const cell = { cell_type: 'code', metadata: {}, execution_count: null, outputs: [] } as const;
  const failing: Notebook = {
    ...{ metadata, nbformat, nbformat_minor },
    cells: [
      { ...cell, id: 'fine', source: ['1;'] },
      { ...cell, id: 'wrong', source: ["throw new Error('no');"] },
    ],
  };
  await expect(runNotebook(failing, ROOT)).rejects.toThrow(/"wrong" failed:\nError: no/);
});
