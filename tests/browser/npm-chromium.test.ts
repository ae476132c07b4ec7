import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmChromium } from './npm-chromium.ts';

let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'janus-npm-chromium-'));
});
afterAll(() => rm(cache, { recursive: true, force: true }));

test.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'several that start at once all get one whole browser',
  async () => {
    const [first, ...others] = await Promise.all([npmChromium(cache), npmChromium(cache)]);
    for (const other of [...others, await npmChromium(cache)]) expect(other).toEqual(first);
    expect(await readdir(cache)).toHaveLength(1);
    const { executablePath, env } = first;
    const version = execFileSync(executablePath, ['--version'], { env: { ...process.env, ...env } });
    expect(version.toString()).toMatch(/^Chromium \d+/);
  },
);
