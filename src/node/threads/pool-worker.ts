/** A thread that draws, verifies, cuts and converts frames. */
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

const host = nodeHost();

serveFrames(nodeParent(parentPort!), {
  backends: () => host.backends(),
  readAsset: (path) => host.readAsset(path),
  frameAligner: async () => (await import('../../pipeline/workers/frame-aligner.ts')).FrameAligner,
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
