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
    const whole = frames.map((frame) => viewOf(frame, wholeFrame(frame.width)));
    let faces = predict(this.#whole, whole);
    const views = () => frames.map((frame, i) => viewOf(frame, aroundFace(faces[i].landmarks)));
    for (let i = 1; i < PASSES; i++) faces = predict(this.#close, views());
    const last = views();
    const mirrored = predict(this.#close, last, true);
    return predict(this.#close, last).map((face, i) => meanPrediction(face, mirrored[i]));
  }
}

/** What a network sees of a frame. */
interface View {
  /** From the frame's pixels to the view's. */
  readonly toInput: Similarity;
  /** [64, 64, 3], values 0 to 255 */
  readonly picture: Float32Array;
}

const viewOf = (frame: ProvenPixels, toInput: Similarity): View => ({
  toInput,
  picture: cropFrame(frame, toInput, INPUT_SIDE),
});

/**
 * A network's predictions, in pixels of the frames that the views are of.
 * @param inMirror whether the network sees the views flipped.
 */
function predict(net: tf.LayersModel, views: readonly View[], inMirror = false): LandmarkPrediction[] {
  const size = 3 * INPUT_SIDE * INPUT_SIDE;
  const pictures = new Float32Array(views.length * size);
  views.forEach(({ picture }, i) => {
    pictures.set(inMirror ? mirror(picture, INPUT_SIDE, 3) : picture, i * size);
  });
  for (let i = 0; i < pictures.length; i++) pictures[i] = pictures[i] / 255 - 0.5;
  const [positions, logScale] = tf.tidy(() => {
    const input = tf.tensor4d(pictures, [views.length, INPUT_SIDE, INPUT_SIDE, 3]);
    return (net.predict(input) as tf.Tensor[]).map((output) => output.dataSync<'float32'>());
  }); // [views, 32, 2], [views, 32]
  return views.map(({ toInput }, i) => {
    const back = invert(toInput);
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
