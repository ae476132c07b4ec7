import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract, film, planClip, sampleIdentity } from '../../src/index.ts';
import { openClip } from '../../src/node/disk/clip-folder.ts';
import { filmToFolder } from '../../src/node/disk/film-folder.ts';
import { nodeHost } from '../../src/node/host.ts';
import { verifyClip } from '../../src/pipeline/verify.ts';
import type { Bench, Figure } from './bench.ts';

export const filmBench: Bench = {
  name: 'film',
  about: 'a training clip of the usual 1000 frames, on all cores: to crops; and into a folder, then verified',
  async run(report) {
    const host = nodeHost();
    const identity = sampleIdentity(3);
    const time = timer(report);
    const clip = await time('film', () => film(identity, { host, seed: 1 }));
    await time('extract, in the same process', () => extract(clip, { host }));

    const folder = await mkdtemp(join(tmpdir(), 'janus-bench-'));
    try {
      const path = join(folder, 'clip');
      const plan = planClip({ identity, kind: 'training', seed: 1 });
      await time('film into a folder', () => filmToFolder(host, plan, path));
      await time('verify the folder', async () => verifyClip(host, await openClip(path)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Reports how long something takes. */
const timer =
  (report: (figure: Figure) => void) =>
  async <Result>(name: string, run: () => Promise<Result>): Promise<Result> => {
    const start = performance.now();
    const result = await run();
    report({ name, value: (performance.now() - start) / 1000, unit: 's' });
    return result;
  };
