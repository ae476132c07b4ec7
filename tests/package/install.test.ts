import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';
import sharp from 'sharp';
import { expect, inject, test } from 'vitest';
import { VERSION } from '../../src/index.ts';
import { run } from './installed-project.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('the packed package runs the example in an empty project', async () => {
  const home = inject('installedProject');
  const example = readFileSync(join(ROOT, 'examples', 'swap.ts'), 'utf8');
  expect(example.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  const smaller = example
    .replace('frames: 200', 'frames: 16')
    .replace('frames: 50', 'frames: 4')
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
