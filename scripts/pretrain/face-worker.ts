/** A thread that renders aligned faces of the population. */
import { parentPort } from 'node:worker_threads';
import { trueCrop } from '../../src/extract/true-crop.ts';
import type { Answer } from '../../src/files/worker-pool.ts';
import { faceShot, FACE_BYTES, PIXELS, SIDE } from './faces.ts';

/** As many pixels on the face as in a clip of 256 × 256, or nearly. */
const FRAME = 128;

parentPort!.on('message', (index: number) => {
  const { pixels, mask } = trueCrop(faceShot(index), FRAME, SIDE);
  const result = new Uint8Array(FACE_BYTES);
  result.set(pixels);
  result.set(mask, 3 * PIXELS);
  parentPort!.postMessage({ result } satisfies Answer<Uint8Array>);
});
