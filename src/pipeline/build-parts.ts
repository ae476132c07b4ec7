import type { Networks } from '../train/autoencoder.ts';
import { presets } from '../train/models/index.ts';
import type { PresetName } from '../train/names.ts';
import { loadPretrained, type PretrainedName } from './pretrained.ts';

/**
 * A preset's parts, newly built on the backend in use, from the networks that come with Janus where it wants them.
 * @param meanFaces each person's average aligned face: [64, 64, 3], values 0 to 255.
 */
export async function buildNetworks(
  name: PresetName,
  meanFaces: readonly Float32Array[],
  seed: number,
): Promise<Networks> {
  const preset = presets[name];
  const pretrained: Record<string, Networks[string]> = {};
  for (const each of preset.pretrained) pretrained[each] = await loadPretrained(each as PretrainedName);
  const networks = preset.build({ people: meanFaces.length, seed, meanFaces, pretrained });
  // Some become parts; of the others only weights were taken.
  const kept = new Set(Object.values(networks));
  for (const model of Object.values(pretrained)) if (!kept.has(model)) model.dispose();
  return networks;
}
