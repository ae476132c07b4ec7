import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../clips/proven-pixels.ts';
import { landmarkFlipIndices } from '../faces/landmarks.ts';
import { align } from './canonical-face.ts';
import { cropFrame } from './crop.ts';
import { INPUT_SIDE, LANDMARKS } from './landmark-net.ts';
import { mirror } from './mirror.ts';
import { eyeDistance, mapLandmarks, type LandmarkPoints } from './landmark-points.ts';
import { compose, invert, scaleOf, transform, type Similarity } from './similarity.ts';

/**
 * The expected distance of a point from the truth, relative to the scale of the Laplace distributions that
 * its two coordinates follow: the mean of √(x² + y²) with |x| and |y| exponentially distributed, mean 1. In
 * polar coordinates that is ∫ 2 (cos θ + sin θ)⁻³ dθ from 0 to π/2. (The mean of two predictions, of a face
 * and of its mirror image, errs a little less.)
 */
const DISTANCE = 1 + Math.asinh(1) / Math.SQRT2;

/** A face found in a frame. */
export interface LandmarkPrediction {
  readonly landmarks: LandmarkPoints;
  /**
   * The expected distance of the landmarks from the truth, their mean, as a part of the distance between the
   * eyes.
   */
  readonly uncertainty: number;
}

/**
 * Passes of the second network, each over the crop that the landmarks so far give; the last one over its
 * mirror image too.
 */
const PASSES = 2;
/**
 * The second network's input shows a margin around the aligned face, so that the face stays inside if the
 * first network was a little wrong.
 */
const MARGIN = 0.8;

/** The similarity to the second network's input: the aligned crop, shrunk about its middle. */
export function aroundFace(landmarks: LandmarkPoints): Similarity {
  const edge = ((1 - MARGIN) / 2) * INPUT_SIDE;
  return compose({ a: MARGIN, b: 0, tx: edge, ty: edge }, align(landmarks, INPUT_SIDE));
}

/** The similarity to the first network's input: the whole frame. */
export const wholeFrame = (size: number): Similarity => ({ a: INPUT_SIDE / size, b: 0, tx: 0, ty: 0 });

/**
 * Finds a face's landmarks in two stages, as face trackers do. One network takes the whole frame and predicts
 * roughly where they are. The other takes the face, turned upright and cut out there, and predicts them more
 * finely.
 */
export class LandmarkFinder {
  readonly #whole: tf.LayersModel;
  readonly #close: tf.LayersModel;

  /**
   * @param whole for whole frames,
   * @param close for faces cut out: see {@link buildLandmarkNet}. Both stay the caller's.
   */
  constructor(whole: tf.LayersModel, close: tf.LayersModel) {
    this.#whole = whole;
    this.#close = close;
  }

  /**
   * The face in each frame.
   * @param frames a batch of square pictures, of any sizes.
   * @throws InputError if one of them is not proven.
   */
  find(frames: readonly ProvenPixels[]): LandmarkPrediction[] {
    let faces = runNetwork(
      this.#whole,
      frames,
      frames.map(({ width }) => wholeFrame(width)),
    );
    const views = () => faces.map(({ landmarks }) => aroundFace(landmarks));
    for (let i = 1; i < PASSES; i++) faces = runNetwork(this.#close, frames, views());
    const [once, mirrored] = [false, true].map((inMirror) =>
      runNetwork(this.#close, frames, views(), inMirror),
    );
    return once.map((face, i) => meanPrediction(face, mirrored[i]));
  }
}

/**
 * A network's predictions for frames, in pixels of the frames.
 * @param toInput from each frame to the network's input. @param inMirror whether the input is flipped.
 */
function runNetwork(
  net: tf.LayersModel,
  frames: readonly ProvenPixels[],
  toInput: readonly Similarity[],
  inMirror = false,
): LandmarkPrediction[] {
  const pictures = new Float32Array(frames.length * INPUT_SIDE * INPUT_SIDE * 3);
  frames.forEach((frame, i) => {
    const crop = cropFrame(frame, toInput[i], INPUT_SIDE);
    const picture = inMirror ? mirror(crop, INPUT_SIDE, 3) : crop;
    for (let j = 0; j < picture.length; j++) pictures[i * picture.length + j] = picture[j] / 255 - 0.5;
  });
  const [positions, logScale] = tf.tidy(() => {
    const input = tf.tensor4d(pictures, [frames.length, INPUT_SIDE, INPUT_SIDE, 3]);
    return (net.predict(input) as tf.Tensor[]).map((output) => output.dataSync<'float32'>());
  }); // [frames, 32, 2], [frames, 32]
  return frames.map((_, i) => {
    const back = invert(toInput[i]);
    let spread = 0;
    const landmarks = mapLandmarks((_, k) => {
      const at = i * LANDMARKS + (inMirror ? landmarkFlipIndices[k] : k);
      spread += Math.exp(logScale[at]) / LANDMARKS;
      const [across, y] = positions.subarray(2 * at);
      const x = inMirror ? -across : across;
      return transform(back, { x: (x + 0.5) * INPUT_SIDE, y: (y + 0.5) * INPUT_SIDE });
    });
    const expected = DISTANCE * spread * INPUT_SIDE * scaleOf(back);
    return { landmarks, uncertainty: expected / eyeDistance(landmarks) };
  });
}

/** The mean of two predictions for one face. */
function meanPrediction(one: LandmarkPrediction, other: LandmarkPrediction): LandmarkPrediction {
  const landmarks = mapLandmarks((name) => {
    const [a, b] = [one.landmarks[name], other.landmarks[name]];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  });
  return { landmarks, uncertainty: (one.uncertainty + other.uncertainty) / 2 };
}
