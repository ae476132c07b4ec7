/** A thread that draws, verifies, aligns, cuts and converts frames. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { frameFile } from '../../clips/manifest.ts';
import { nodeParent } from '../../engine/parallel/ports.ts';
import { openDrawn } from '../../pipeline/frame-source.ts';
import { serveFrames } from '../../pipeline/workers/pool.ts';
import { clipIn } from '../disk/clip-folder.ts';
import { nodeHost } from '../host.ts';
import { encodePicture } from '../media/png.ts';

serveFrames(nodeParent(parentPort!), {
  loadLandmarkFinder: async () => {
    const { loadLandmarkFinder } = await import('../../pipeline/networks/landmark-finder.ts');
    return loadLandmarkFinder(nodeHost());
  },
  openSource: (reference) =>
    reference.kind === 'clip' && reference.place !== undefined
      ? clipIn(reference.place, reference.manifest)
      : openDrawn(reference),
  saveFrame: async (folder, index, pixels) => {
    const png = await encodePicture(pixels);
    await writeFile(join(folder, frameFile(index)), png);
    return png.length;
  },
});
