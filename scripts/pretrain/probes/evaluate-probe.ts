import * as tf from '@tensorflow/tfjs';
import { batchOf, plainView, type ProbeFaces } from './probe-views.ts';

/** Blurs under which probes are evaluated, in pixels: as filmed, and about as soft as predicted faces. */
const BLURS = [0, 1.2] as const;
const BATCH = 16;

/** Evaluates a probe on faces as they are, and on blurred ones. */
export const underBlurs = (evaluate: (blur: number) => string): string =>
  BLURS.map((blur) => `blurred by ${blur}: ${evaluate(blur)}`).join('; ');

/** A network's output for each validation face. */
export function outputsOf(
  net: tf.LayersModel,
  faces: ProbeFaces & { readonly validation: readonly number[] },
  blur: number,
): Float32Array[] {
  const outputs: Float32Array[] = [];
  for (let first = 0; first < faces.validation.length; first += BATCH) {
    tf.tidy(() => {
      const indices = faces.validation.slice(first, first + BATCH);
      const output = net.apply(batchOf(indices.map((index) => plainView(faces, index, blur)))) as tf.Tensor2D;
      const values = output.dataSync<'float32'>();
      const size = output.shape[1];
      indices.forEach((_, i) => outputs.push(values.slice(i * size, (i + 1) * size)));
    });
  }
  return outputs;
}
