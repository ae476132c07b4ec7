import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../errors.ts';
import { toHalfFloats } from '../../nets/half-floats.ts';
import { writeFolderAtomic } from './atomic.ts';
import { readJson, readStrictly } from './strict-read.ts';

const TOPOLOGY_FILE = 'model.json';
const WEIGHTS_FILE = 'weights.bin';
const MOST_TOPOLOGY_BYTES = 2 ** 20;
/** `original`, the largest preset, takes 330 MB. */
const MOST_WEIGHTS_BYTES = 2 ** 30;

/**
 * Writes a model as TensorFlow.js's own `model.save` does, so that anything that reads its layers format can load it.
 * @param half whether weights are stored in half precision.
 */
export async function saveModel(folder: string, model: tf.LayersModel, half = false): Promise<void> {
  const [artifacts] = await new Promise<tf.io.ModelArtifacts[]>((resolve, reject) => {
    const handler = tf.io.withSaveHandler((saved) => {
      resolve([saved]);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    });
    model.save(handler).catch(reject);
  });
  const { modelTopology, weightSpecs = [] } = artifacts;
  const weights = tf.io.CompositeArrayBuffer.join(artifacts.weightData);
  const specs = weightSpecs.map((spec) =>
    half ? { ...spec, quantization: { dtype: 'float16', original_dtype: 'float32' } } : spec,
  );
  const file = {
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: [WEIGHTS_FILE], weights: specs }],
  };
  await writeFolderAtomic(folder, true, async (temporary) => {
    await writeFile(join(temporary, TOPOLOGY_FILE), `${JSON.stringify(file)}\n`);
    await writeFile(
      join(temporary, WEIGHTS_FILE),
      half ? toHalfFloats(new Float32Array(weights)) : new Uint8Array(weights),
    );
  });
}

/** Reads a model that {@link saveModel} wrote. @throws InputError saying what is wrong with which file. */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const file = join(folder, TOPOLOGY_FILE);
  const { modelTopology, weightsManifest } = (await readJson(file, MOST_TOPOLOGY_BYTES)) as tf.io.ModelJSON;
  const weights = await readStrictly(join(folder, WEIGHTS_FILE), MOST_WEIGHTS_BYTES);
  try {
    const artifacts = {
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: new Uint8Array(weights).buffer,
    };
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (error) {
    throw new InputError(
      `${folder} is no model that can be read: ${(error as Error).message}.`,
      'Put the original back.',
      { cause: error },
    );
  }
}
