import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import { expectLength } from '../../convert/expect-length.ts';
import { CROP_SIDE } from '../../extract/crop.ts';
import { clamp } from '../../faces/exact/arithmetic.ts';
import { gazeDirection } from '../../faces/geometry/eyes.ts';
import type { Performance } from '../../faces/shot/performance.ts';
import { apply, LayerBuilder } from '../../nets/layer-builder.ts';
import { Mean } from '../metrics/mean.ts';
import { runNetwork } from './run-network.ts';

/** The rows and columns of a crop that the network sees: both eyes are in them, in any pose. */
export const EYES = { top: 14, bottom: 38, left: 4, right: 60 } as const;

const DEGREE = Math.PI / 180;
/** Lids that are further down than this, 0 open to 1 shut, hide where an eye looks. */
const SHUT = 0.5;

/** The estimated values, and the units of the network's outputs: each output is about −2 to 2. */
export const GAZE_UNITS = { horizontal: 12, vertical: 7, blinkLeft: 0.3, blinkRight: 0.3 } as const;
export const gazeNames = Object.keys(GAZE_UNITS) as (keyof typeof GAZE_UNITS)[];

/**
 * Where the eyes look, in degrees within the head: `horizontal` is positive to the right of the picture,
 * `vertical` up; and how far each eye's lids are shut, 0 to 1.
 */
export type Gaze = Readonly<Record<keyof typeof GAZE_UNITS, number>>;

/**
 * A small convolutional network that estimates where the eyes look. Eyes are small, so it sees the strip of the
 * crop that holds them, and its first convolution keeps that at full resolution.
 * [batch, 64, 64, 3], values −0.5 to 0.5 → [batch, 4], in {@link GAZE_UNITS}
 * @param seed 0 or more.
 */
export function buildGazeProbe(seed: number): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const convolve = (x: tf.SymbolicTensor, filters: number, strides: number) =>
    nn.leakyRelu(nn.conv2d(x, filters, 3, strides));
  const crops = tf.input({ shape: [CROP_SIDE, CROP_SIDE, 3] });
  const cropping: [[number, number], [number, number]] = [
    [EYES.top, CROP_SIDE - EYES.bottom],
    [EYES.left, CROP_SIDE - EYES.right],
  ];
  let x = apply(tf.layers.cropping2D({ cropping }), crops); // [batch, 24, 56, 3]
  x = convolve(x, 16, 1); // [batch, 24, 56, 16]
  x = convolve(convolve(x, 32, 2), 32, 1); // [batch, 12, 28, 32]
  x = convolve(convolve(x, 48, 2), 64, 1); // [batch, 6, 14, 64]
  x = convolve(x, 64, 2); // [batch, 3, 7, 64]
  x = nn.leakyRelu(nn.dense(nn.flatten(x), 64));
  return tf.model({ inputs: crops, outputs: nn.dense(x, gazeNames.length, 'glorotUniform') });
}

/** The gaze that the outputs of the network stand for. @param outputs [4], in {@link GAZE_UNITS}. */
export const gazeOfOutputs = (outputs: Float32Array): Gaze =>
  Object.fromEntries(gazeNames.map((name, k) => [name, outputs[k] * GAZE_UNITS[name]])) as Gaze;

/** The gaze of somebody who acts. */
export function gazeOf(performance: Performance): Gaze {
  const [x, y, z] = gazeDirection(performance);
  const { blinkLeft, blinkRight } = performance;
  return {
    horizontal: Math.atan2(x, z) / DEGREE,
    vertical: Math.asin(y) / DEGREE,
    blinkLeft,
    blinkRight,
  };
}

/** Whether it can be seen where somebody looks: not if the lids of both eyes are more than half shut. */
export const gazeIsVisible = ({ blinkLeft, blinkRight }: Performance): boolean =>
  Math.min(blinkLeft, blinkRight) <= SHUT;

/**
 * How far estimates of the gaze are from what was acted: the angle between the two directions in degrees, as a
 * mean over the frames in which the gaze can be seen (see {@link gazeIsVisible}). The angle is the usual error of
 * gaze (X. Zhang et al., "Appearance-based gaze estimation in the wild", CVPR 2015).
 * @param acted of each frame. @param estimates of each frame.
 * @returns 0 to 180; null if there is no such frame.
 * @throws RangeError if there are not as many.
 */
export function gazeError(acted: readonly Performance[], estimates: readonly Gaze[]): number | null {
  expectLength('list of estimates', estimates, acted.length);
  const angles = new Mean();
  acted.forEach((performance, frame) => {
    if (gazeIsVisible(performance)) angles.add(angleBetween(gazeOf(performance), estimates[frame]));
  });
  return angles.value;
}

/** The angle between two directions, in degrees. */
function angleBetween(a: Gaze, b: Gaze): number {
  const [first, second] = [directionOf(a), directionOf(b)];
  const cosine = first.reduce((sum, value, i) => sum + value * second[i], 0);
  return Math.acos(clamp(cosine, -1, 1)) / DEGREE;
}

/** A direction as a vector of length 1: to the right, up, and towards the camera if the head faces it. */
function directionOf({ horizontal, vertical }: Gaze): readonly number[] {
  const across = Math.cos(vertical * DEGREE);
  return [
    across * Math.sin(horizontal * DEGREE),
    Math.sin(vertical * DEGREE),
    across * Math.cos(horizontal * DEGREE),
  ];
}

/** A network that estimates the gaze in swaps, to score them. It was trained apart from any autoencoder. */
export class GazeProbe {
  readonly #network: tf.LayersModel;

  /** @param network see {@link buildGazeProbe}. {@link dispose} disposes of it. */
  constructor(network: tf.LayersModel) {
    this.#network = network;
  }

  /**
   * Estimates the gaze of each face.
   * @param crops [count, 64, 64, 3]
   * @throws InputError if they are not proven; RangeError if they are of another size.
   */
  async estimate(crops: ProvenPixels): Promise<Gaze[]> {
    const outputs = await runNetwork([crops], (pictures) => this.#network.predict(pictures) as tf.Tensor2D);
    return outputs.map(gazeOfOutputs);
  }

  /**
   * The {@link gazeError} of a swap, and of its crop keys. The keys look where the person filmed did, so theirs
   * is the probe's own error: the least that a swap can be expected to have.
   * @param acted what the person filmed did, frame by frame. @param faces [frames, 64, 64, 3] each.
   * @throws as {@link estimate}; RangeError if there are not as many.
   */
  async score(
    acted: readonly Performance[],
    faces: Readonly<Record<'swap' | 'key', ProvenPixels>>,
  ): Promise<Record<'swap' | 'key', number | null>> {
    return {
      swap: gazeError(acted, await this.estimate(faces.swap)),
      key: gazeError(acted, await this.estimate(faces.key)),
    };
  }

  dispose(): void {
    this.#network.dispose();
  }
}
