import type * as tf from '@tensorflow/tfjs';
import { networkSeed } from '../../nets/layer-builder.ts';
import { DISCRIMINATOR, type GanPreset, type Networks } from '../../train/autoencoder.ts';
import { colourShiftNetworks, colourShiftsOf } from '../../train/colour-shift.ts';
import type { TrainConfig } from '../../train/config/config.ts';
import { expectFaces, type FaceDataset } from '../../train/dataset/face-dataset.ts';
import { presets } from '../../train/models/index.ts';
import type { PresetName } from '../../train/config/names.ts';

/**
 * A preset's networks, newly built on the backend in use.
 * @param faces each person's training faces.
 * @param options of the config.
 * @param pretrained the pretrained networks that the preset names. They become part of the result, or are
 * disposed of.
 * @throws InputError if faces are not proven, or if somebody has none.
 */
export function buildNetworks(
  preset: PresetName,
  faces: readonly FaceDataset[],
  options: Pick<TrainConfig, 'seed' | 'start' | 'colourShift' | 'adversary' | 'alpha' | 'attention'> & {
    readonly augment: Pick<TrainConfig['augment'], 'flip'>;
  },
  pretrained: Networks,
): Networks {
  let networks: Networks;
  try {
    // Before any network is built: what is built until then would be nobody's to dispose of.
    expectFaces(faces);
    const { seed, start, augment, colourShift, adversary, alpha, attention } = options;
    const colourShifts = colourShift ? colourShiftsOf(faces) : undefined;
    const chosen = presets[preset];
    networks = {
      ...chosen.build({
        people: faces.length,
        seed,
        start,
        flip: augment.flip,
        faces,
        colourShifts,
        pretrained,
        alpha,
        attention,
      }),
      ...(colourShifts && colourShiftNetworks(colourShifts)),
      ...(adversary !== 'none' && discriminators(chosen.gan, faces.length, seed)),
    };
  } catch (error) {
    disposeNetworks(pretrained);
    throw error;
  }
  const kept = new Set(Object.values(networks));
  for (const network of Object.values(pretrained)) if (!kept.has(network)) network.dispose();
  return networks;
}

/** A discriminator for each person: `discriminator-0`, `discriminator-1`… */
const discriminators = (gan: GanPreset, people: number, seed: number): Networks =>
  Object.fromEntries(
    Array.from({ length: people }, (_, person) => [
      `${DISCRIMINATOR}-${person}`,
      gan.buildDiscriminator(networkSeed(seed, FIRST_DISCRIMINATOR + person)),
    ]),
  );

/** The index of the first discriminator among an autoencoder's networks: others have lower ones. */
const FIRST_DISCRIMINATOR = 50;

/** Loads networks by their names. @throws what `load` throws; none is left then. */
export async function loadNetworks<Name extends string>(
  names: readonly Name[],
  load: (name: Name) => Promise<tf.LayersModel>,
): Promise<Networks> {
  const networks: Record<string, tf.LayersModel> = {};
  try {
    for (const name of names) networks[name] = await load(name);
    return networks;
  } catch (error) {
    disposeNetworks(networks);
    throw error;
  }
}

/** Disposes of networks and their weights. */
export function disposeNetworks(networks: Networks): void {
  for (const network of Object.values(networks)) network.dispose();
}
