/** A thread that renders shots of the population for the landmark networks. */
import { parentPort } from 'node:worker_threads';
import { renderTruth } from '../../../src/faces/index.ts';
import { landmarkNames } from '../../../src/faces/landmarks.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { servePool } from '../../../src/engine/parallel/work-pool.ts';
import { SHOT_BYTES, shotOf, SIZE } from './shots.ts';

servePool(nodeParent(parentPort!), () => (index) => {
  const { pixels, landmarks } = renderTruth(shotOf(index), SIZE);
  const record = new Uint8Array(SHOT_BYTES);
  record.set(pixels);
  const coordinates = landmarkNames.flatMap((name) => [landmarks[name].x, landmarks[name].y]);
  new Float32Array(record.buffer, pixels.length).set(coordinates);
  return record;
});
