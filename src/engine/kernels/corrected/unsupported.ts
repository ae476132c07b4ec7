import * as tf from '@tensorflow/tfjs';
import { JanusError } from '../../../errors.ts';
import { register, registerGradient } from '../register.ts';

/** Has the `wasm` backend refuse by name the kernels that it lacks: those that TensorFlow.js has on `cpu`. */
export function refuseMissingKernels(): void {
  const present = new Set(tf.getKernelsForBackend('wasm').map(({ kernelName }) => kernelName));
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if (present.has(kernelName)) continue;
    register(kernelName, () => {
      throw new JanusError(
        `The operation ${kernelName} does not run on the wasm backend.`,
        'Compose it of other operations, or use another backend: janus doctor lists those that run here.',
      );
    });
  }
}

/** Has every backend refuse by name a derivative that TensorFlow.js does not have. */
export function refuseMissingGradients(): void {
  for (const { kernelName } of tf.getKernelsForBackend('cpu')) {
    if ((tf.getGradient(kernelName) as tf.GradConfig | undefined) !== undefined) continue;
    registerGradient({
      kernelName,
      gradFunc: () => {
        throw new JanusError(
          `The operation ${kernelName} has no gradient, so what comes before it cannot be trained.`,
          'Compose it of other operations, or leave it out of the loss.',
        );
      },
    });
  }
}
