import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoInFolder } from '../../src/node/demo.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { scratchFolder } from '../scratch-folder.ts';

test('a folder of somebody else where the run would go is refused before anything is filmed, and stays', async () => {
  const out = scratchFolder();
  mkdirSync(join(out, 'run'));
  writeFileSync(join(out, 'run', 'thesis.tex'), 'mine');
  const options = { ...defaultsOf(settings.demo), ...defaultsOf(settings.compute) };
  await expect(demoInFolder(['mira', 'oskar'], out, options)).rejects.toThrow(
    'is there already, and is no run',
  );
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(['run', join('run', 'thesis.tex')]);
});
