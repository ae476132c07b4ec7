import * as tf from '@tensorflow/tfjs';
import { InputError } from '../errors.ts';
import { toHalfFloats } from './half-floats.ts';

/** A network as files in TensorFlow.js's layers format, as its own `model.save` writes them. */
export interface NetworkFiles {
  /** `model.json`: the layers, and how the weights lie in the other file. */
  readonly topology: Uint8Array<ArrayBuffer>;
  /** `weights.bin` */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** What the files are called, wherever they are kept. */
export const TOPOLOGY_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';

/**
 * A network as files, so that anything that reads TensorFlow.js's layers format can load it.
 * @param half whether weights are stored in half precision.
 */
export async function networkToFiles(network: tf.LayersModel, half = false): Promise<NetworkFiles> {
  const artifacts = await new Promise<tf.io.ModelArtifacts>((resolve, reject) => {
    const handler = tf.io.withSaveHandler((saved) => {
      resolve(saved);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    });
    network.save(handler).catch(reject);
  });
  const weights = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
  const specs = (artifacts.weightSpecs ?? []).map((spec) =>
    half ? { ...spec, quantization: { dtype: 'float16', original_dtype: 'float32' } } : spec,
  );
  const topology = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology: artifacts.modelTopology,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
  };
  return {
    topology: new TextEncoder().encode(`${JSON.stringify(topology)}\n`),
    weights: new Uint8Array(half ? toHalfFloats(new Float32Array(weights)).buffer : weights),
  };
}

/**
 * The network that {@link networkToFiles} wrote, on the backend in use. It is the caller's to dispose of.
 * @param what names it in errors: its folder.
 * @throws InputError if it cannot be read.
 */
export async function networkFromFiles(
  { topology, weights }: NetworkFiles,
  what: string,
): Promise<tf.LayersModel> {
  try {
    const { modelTopology, weightsManifest } = JSON.parse(
      new TextDecoder().decode(topology),
    ) as tf.io.ModelJSON;
    return await tf.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: weights.buffer,
      }),
    );
  } catch (error) {
    throw new InputError(
      `${what} is no network that can be read: ${(error as Error).message.replace(/\.$/, '')}.`,
      'Put the original back.',
      { cause: error },
    );
  }
}
