import * as tf from '@tensorflow/tfjs';
import type { ProvenPixels } from '../clips/proven-pixels.ts';
import { yieldToEventLoop } from '../engine/yield-to-event-loop.ts';
import { InputError } from '../errors.ts';
import { CROP_SIDE } from '../extract/crop.ts';
import { networkFromFiles, networkToFiles, type NetworkFiles } from '../nets/network-files.ts';
import { CROP_VALUES, cropBytes } from './crops.ts';

/** Crops per batch. */
const BATCH = 32;

/** Tells swaps from renders. */
export class Detector {
  readonly #network: tf.LayersModel;

  /** @param network see `buildDetector`. {@link dispose} disposes of it. */
  constructor(network: tf.LayersModel) {
    this.#network = network;
  }

  /**
   * The detector that {@link toFiles} wrote, on the backend in use. It is the caller's to dispose of.
   * @param what names it in errors: its folder.
   * @throws InputError if the files cannot be read, or hold another network.
   */
  static async fromFiles(files: NetworkFiles, what: string): Promise<Detector> {
    const network = await networkFromFiles(files, what);
    if (isDetector(network)) return new Detector(network);
    network.dispose();
    throw new InputError(`${what} is a network, but no detector.`, 'Put the original back.');
  }

  /** The detector as files. @param half whether weights are stored in half precision. */
  toFiles(half = false): Promise<NetworkFiles> {
    return networkToFiles(this.#network, half);
  }

  /**
   * How probably each crop is a swap, 0 to 1, if swaps are as frequent as renders: so it was trained.
   * @param crops [count, 64, 64, 3]
   * @throws InputError if they are not proven; RangeError if they are of another size.
   */
  async detect(crops: ProvenPixels): Promise<number[]> {
    const bytes = cropBytes(crops);
    const probabilities: number[] = [];
    for (let first = 0; first < crops.count; first += BATCH) {
      const count = Math.min(BATCH, crops.count - first);
      const output = tf.tidy(() => {
        const part = bytes.subarray(first * CROP_VALUES, (first + count) * CROP_VALUES);
        const pictures = tf.tensor4d(part, [count, CROP_SIDE, CROP_SIDE, 3], 'float32'); // [batch, 64, 64, 3]
        return tf.sigmoid(this.#network.predict(tf.sub(tf.div(pictures, 255), 0.5)) as tf.Tensor2D);
      }); // [batch, 1]
      probabilities.push(...(await output.data<'float32'>()));
      output.dispose();
      await yieldToEventLoop();
    }
    return probabilities;
  }

  /** Disposes of the network. */
  dispose(): void {
    this.#network.dispose();
  }
}

/** Whether a network takes crops and gives a number for each. */
const isDetector = ({ inputs, outputs }: tf.LayersModel): boolean =>
  inputs.length === 1 &&
  outputs.length === 1 &&
  inputs[0].shape.slice(1).join() === [CROP_SIDE, CROP_SIDE, 3].join() &&
  outputs[0].shape.slice(1).join() === '1';
