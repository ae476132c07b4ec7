import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openClip } from '../../../src/node/disk/clip-folder.ts';
import { loadCast } from '../../../src/pipeline/people.ts';
import { verifyClip } from '../../../src/pipeline/verify.ts';
import { findMember } from '../../../src/index.ts';
import { builtHost } from '../../built-host.ts';

const DATA = fileURLToPath(new URL('../../../data-synthetic/', import.meta.url));

test('the sample clip is what this renderer draws of the cast', async () => {
  const host = builtHost();
  const clip = await openClip(join(DATA, 'sample'));
  const { verified, refused } = await verifyClip(host, clip);
  expect(refused).toEqual([]);
  expect(verified).toBe(24);
  const { identity, name } = clip.plan;
  expect(identity).toEqual(findMember(await loadCast(host), name!).identity);
});

test('the folder takes at most 15 MB', () => {
  const files = readdirSync(DATA, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  expect(files.length).toBeGreaterThan(20);
  expect(bytes).toBeLessThanOrEqual(15e6);
});
