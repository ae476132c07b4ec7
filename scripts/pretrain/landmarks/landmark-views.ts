import * as tf from '@tensorflow/tfjs';
import { mirror } from '../../../src/extract/mirror.ts';
import { aroundFace, wholeFrame } from '../../../src/extract/landmark-finder.ts';
import { warpAffine } from '../../../src/extract/crop.ts';
import { INPUT_SIDE, LANDMARKS } from '../../../src/extract/landmark-net.ts';
import { mapLandmarks, type LandmarkPoints } from '../../../src/extract/landmark-points.ts';
import { compose, transform } from '../../../src/extract/similarity.ts';
import type { Random } from '../../../src/faces/index.ts';
import { landmarkFlipIndices, landmarkNames } from '../../../src/faces/landmarks.ts';
import { jittered } from '../jitter.ts';
import type { RenderedShot } from './shots.ts';

/** The input of each network: how it is cut from a frame, and how much that is jittered. */
export const views = {
  whole: {
    jitter: { turn: 0.15, zoom: 0.15, shift: 0.08 },
    toPicture: ({ size }: RenderedShot) => wholeFrame(size),
  },
  close: {
    jitter: { turn: 0.15, zoom: 0.15, shift: 0.08 },
    toPicture: (shot: RenderedShot) => aroundFace(pointsOf(shot)),
  },
} as const;
export type View = (typeof views)[keyof typeof views];

/** A shot's landmarks by their names, in pixels. */
export const pointsOf = ({ landmarks }: RenderedShot): LandmarkPoints =>
  mapLandmarks((_, k) => ({ x: landmarks[2 * k], y: landmarks[2 * k + 1] }));

/**
 * A batch for a network: augmented pictures (half of them flipped, colours changed, a little off), and the
 * positions of the landmarks in them.
 */
export function batchOf(
  shots: readonly RenderedShot[],
  { jitter, toPicture }: View,
  random: Random,
): { pictures: tf.Tensor4D; positions: tf.Tensor3D } {
  const pictures = new Float32Array(shots.length * INPUT_SIDE * INPUT_SIDE * 3);
  const positions = new Float32Array(shots.length * LANDMARKS * 2);
  shots.forEach((shot, i) => {
    const toView = compose(jittered(random, jitter, INPUT_SIDE), toPicture(shot));
    const flip = random.chance(0.5);
    const seen = warpAffine(shot.pixels, shot.size, 3, toView, INPUT_SIDE);
    const picture = flip ? mirror(seen, INPUT_SIDE, 3) : seen;
    const brightness = 1 + 0.3 * random.bell(-1, 1);
    const gains = [0, 1, 2].map(() => brightness * (1 + 0.2 * random.bell(-1, 1)));
    const lift = 0.1 * random.bell(-1, 1);
    for (let j = 0; j < picture.length; j++) {
      pictures[i * picture.length + j] = (picture[j] / 255) * gains[j % 3] + lift - 0.5;
    }
    const points = pointsOf(shot);
    landmarkNames.forEach((name, k) => {
      const { x, y } = transform(toView, points[name]);
      const across = x / INPUT_SIDE - 0.5;
      const at = i * LANDMARKS + (flip ? landmarkFlipIndices[k] : k);
      positions.set([flip ? -across : across, y / INPUT_SIDE - 0.5], 2 * at);
    });
  });
  return {
    pictures: tf.tensor4d(pictures, [shots.length, INPUT_SIDE, INPUT_SIDE, 3]),
    positions: tf.tensor3d(positions, [shots.length, LANDMARKS, 2]),
  };
}
