import type { Networks } from '../../train/autoencoder.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/names.ts';

/**
 * A preset's networks, newly built on the backend in use.
 * @param meanFaces each person's mean face: [64, 64, 3], values 0 to 255.
 * @param pretrained the pretrained networks that the preset names. They become part of the result, or are
 * disposed of.
 */
export function buildNetworks(
  preset: PresetName,
  meanFaces: readonly Float32Array[],
  seed: number,
  pretrained: Networks,
): Networks {
  const networks = presets[preset].build({ people: meanFaces.length, seed, meanFaces, pretrained });
  const kept = new Set(Object.values(networks));
  for (const network of Object.values(pretrained)) if (!kept.has(network)) network.dispose();
  return networks;
}

export function disposeNetworks(networks: Networks): void {
  for (const network of Object.values(networks)) network.dispose();
}
