import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../scratch-folder.ts';
import { janusFromSources, janusHere } from './run-janus.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const home = scratchFolder();

const FRAMES = 8;
const SIDE = 72;

/**
 * What makes a command take seconds instead of minutes, and nothing else; a flag given twice counts as given
 * last.
 */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  demo: ['--frames', String(FRAMES), '--size', String(SIDE), '--minutes', '0.02', '--workers', '1'],
  film: ['--frames', '12', '--size', '72', '--workers', '1'],
  extract: ['--workers', '1'],
  train: ['--steps', '3', '--workers', '1'],
  convert: ['--workers', '1'],
  evaluate: ['--workers', '1'],
};

/** The commands of the page, in order: words after `janus`. */
const commands = [...README.matchAll(/(?:^|`)npm run (?:--silent )?(demo|janus) ?(?:-- )?([^#`\n]*)/gm)].map(
  ([, script, words]) => [
    ...(script === 'demo' ? ['demo'] : []),
    ...words
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  ],
);

/** What a demo prints as JSON: everything that somebody may want to plot. */
function expectDemo(out: string): void {
  const { people, seconds, ...figures } = JSON.parse(out) as Record<string, object>;
  const [a, b] = people as [string, string];
  const number = expect.any(Number) as number;
  const direction = (from: string, to: string) => ({
    ...{ from, to, skill: number, swapError: number, meanFaceError: number, reconstructionError: number },
    ...{ pastingError: number, skillOfPerfect: { crops: 1, frames: 1 } },
  });
  expect(figures).toMatchObject({
    directions: [direction(a, b), direction(b, a)],
    steps: number,
    backend: 'wasm',
    workers: number,
  });
  const steps = ['film', 'extract', 'train', 'convert', 'evaluate', 'training', 'total'];
  expect(Object.keys(seconds)).toEqual(steps);
}

/** The swapped videos, input, swap and answer key side by side, and the report. */
async function expectFilms(words: readonly string[]): Promise<void> {
  const run = join(home, words.includes('--out') ? words[words.indexOf('--out') + 1] : 'runs/demo', 'run');
  const film = await sharp(join(run, 'compare.webp'), { animated: true }).metadata();
  expect(film).toMatchObject({ pages: FRAMES / 4, width: 3 * SIDE });
  expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('data:image/webp;base64,');
}

describe('the commands of the README, as written but for their size', () => {
  test('are all there are', () => {
    expect(new Set(commands.map(([command]) => command))).toEqual(
      new Set(['demo', 'cast', 'film', 'extract', 'train', 'convert', 'evaluate', 'models']),
    );
    const lines = [...README.matchAll(/^(?:npm|npx|node|janus|\$) .*/gm)].map(([line]) => line);
    const others = lines.filter((line) => !/^npm run (?:--silent )?(?:demo|janus)\b/.test(line));
    // The first runs before any test can; the other shows what a changed frame comes to: verify's own tests
    // change one.
    expect(others).toEqual(['npm ci', '$ janus verify clips/mira-driving']);
  });

  test.each(commands.map((words) => [words.join(' '), words] as const))('janus %s', async (_, words) => {
    // As npm runs it, from its sources, once must do.
    const run = words.join() === 'demo' ? janusFromSources : janusHere;
    const { code, out, err } = await run([...words, ...(SMALLER[words[0]] ?? [])], home);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    if (words[0] === 'demo') await expectFilms(words);
    if (words[0] === 'demo' && words.includes('--json')) expectDemo(out);
  });
});
