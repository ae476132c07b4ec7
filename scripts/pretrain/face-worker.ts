/** A thread that renders aligned faces of the population. */
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { parentPort } from 'node:worker_threads';
import { nodeParent } from '../../src/engine/parallel/ports.ts';
import { servePool } from '../../src/engine/parallel/work-pool.ts';
import { FACE_BYTES, PIXELS, SIDE, type FaceTask } from './face-bytes.ts';
import { populationShot } from './population.ts';

/** As many pixels on the face as in a clip of 256 × 256, or nearly. */
const FRAME = 128;

servePool(nodeParent(parentPort!), (task) => {
  const { first, shots, occluded } = task as FaceTask;
  return (index) => {
    const { pixels, mask } = groundTruthCrop(
      populationShot(first + index, shots, 'filling', occluded),
      FRAME,
      SIDE,
    );
    const result = new Uint8Array(FACE_BYTES);
    result.set(pixels);
    result.set(mask, 3 * PIXELS);
    return result;
  };
});
