import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/index.ts';
import { scratchFolder } from '../scratch-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const home = scratchFolder();

const run = (folder: string, command: string, ...words: readonly string[]): string =>
  execFileSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

test('the packed package runs the example in an empty project', async () => {
  // Built already, as whoever runs the tests has done: see package.json.
  run(ROOT, 'npm', 'pack', '--ignore-scripts', '--pack-destination', home);
  writeFileSync(join(home, 'package.json'), '{ "type": "module", "private": true }');
  run(
    home,
    'npm',
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    `./janus-faceswap-${VERSION}.tgz`,
  );

  const example = readFileSync(join(ROOT, 'examples', 'swap.ts'), 'utf8');
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  const smaller = example
    .replace('frames: 200', 'frames: 24')
    .replace('frames: 50', 'frames: 6')
    .replace('minutes: 0.25', 'steps: 4');
  expect(smaller).not.toMatch(/minutes|200|50/);
  writeFileSync(join(home, 'swap.js'), transformSync(smaller, { loader: 'ts' }).code);
  const out = run(home, 'node', 'swap.js');
  expect(out).toMatch(/ingrid → kwame: skill -?\d+ %, see swap\.png/);
  const { width, height, xmp } = await sharp(join(home, 'swap.png')).metadata();
  expect([width, height]).toEqual([6 * 128, 3 * 128]);
  expect(xmp?.toString()).toContain('digitalsourcetype/');
  expect(statSync(join(home, 'node_modules', 'janus-faceswap', 'data-synthetic', 'cast.json')).isFile()).toBe(
    true,
  );
});

test('README shows the example as it is', () => {
  const [, body] = readFileSync(join(ROOT, 'examples', 'swap.ts'), 'utf8').split('*/\n');
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\`\`\`ts\n${body.trimEnd()}\n\`\`\``);
});

test('the version that the core knows is that of package.json', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});
