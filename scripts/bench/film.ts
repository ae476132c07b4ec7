import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planClip, sampleIdentity } from '../../src/index.ts';
import { openClip } from '../../src/node/disk/clip-folder.ts';
import { filmToFolder } from '../../src/node/disk/film-folder.ts';
import { nodeHost } from '../../src/node/host.ts';
import { verifyClip } from '../../src/pipeline/verify.ts';
import type { Bench } from './bench.ts';

const FRAMES = 1000;

export const filmBench: Bench = {
  name: 'film',
  about: `a clip of ${FRAMES} frames of 256 × 256 on all cores: filmed, then verified`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), 'janus-bench-'));
    try {
      const clip = join(folder, 'clip');
      const identity = sampleIdentity(3);
      const start = performance.now();
      const host = nodeHost();
      await filmToFolder(
        host,
        planClip({ identity, kind: 'training', seed: 1, frames: FRAMES, size: 256, fps: 25 }),
        clip,
      );
      const filmed = performance.now();
      report({ name: 'filming', value: (filmed - start) / 1000, unit: 's' });
      await verifyClip(host, await openClip(clip));
      report({ name: 'verifying', value: (performance.now() - filmed) / 1000, unit: 's' });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
