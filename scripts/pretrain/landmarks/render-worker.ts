/** A thread that renders shots of the population for the landmark networks. */
import { parentPort } from 'node:worker_threads';
import { renderTruth, type Frame } from '../../../src/faces/index.ts';
import { landmarkNames } from '../../../src/faces/landmarks.ts';
import { nodeParent } from '../../../src/engine/parallel/ports.ts';
import { servePool } from '../../../src/engine/parallel/work-pool.ts';
import { populationShot, type Stand } from '../population.ts';

/** What a thread that renders shots is told. */
export interface RenderTask {
  /** Of each person. */
  readonly shots: number;
  readonly stand: Stand;
  /** The chance that something is held before the face. */
  readonly occluded: number;
  /** Pixels a side. */
  readonly size: number;
}

/** A shot's picture, and where its landmarks are. */
export interface RenderedShot extends Frame {
  /** x and y of every landmark, in pixels. */
  readonly landmarks: Float32Array;
}

servePool(nodeParent(parentPort!), (task) => {
  const { shots, stand, occluded, size } = task as RenderTask;
  return (index): RenderedShot => {
    const { pixels, landmarks } = renderTruth(populationShot(index, shots, stand, occluded), size);
    const coordinates = landmarkNames.flatMap((name) => [landmarks[name].x, landmarks[name].y]);
    return { size, pixels, landmarks: Float32Array.from(coordinates) };
  };
});
