import type * as tf from '@tensorflow/tfjs';
import type { AugmentConfig } from './augment/augment.ts';
import type { Update } from './names.ts';
import type { Schedule } from './schedule.ts';
import { variablesOf } from '../nets/variables.ts';

/** Models by name: everything of an autoencoder that has weights, a folder each in a checkpoint. */
export type Networks = Readonly<Record<string, tf.LayersModel>>;

/**
 * What every face swap of this family comes down to: any person's crop can be encoded, and any person painted from what the
 * encoder said. To train is to paint the person who was encoded; to swap is to paint another.
 */
export interface Autoencoder {
  readonly networks: Networks;
  /** [batch, 64, 64, 3], values 0 to 1, of the person of that number → [batch, …] */
  encode(crops: tf.Tensor4D, source: number): tf.Tensor;
  /** [batch, …] → [batch, 64, 64, 3], values 0 to 1, of the person of that number */
  decode(latent: tf.Tensor, target: number): tf.Tensor4D;
}

/** What an autoencoder is built from. */
export interface BuildOptions {
  /** How many people. */
  readonly people: number;
  /** Of the weights that begin at random; 0 or more. */
  readonly seed: number;
  /** Each person's average aligned face: [64, 64, 3], values 0 to 255. */
  readonly meanFaces: readonly Float32Array[];
  /** The networks that the preset names, as they come with Janus. */
  readonly pretrained: Networks;
}

/** A named kind of autoencoder. */
export interface Preset {
  readonly help: string;
  /** Images of each identity in a step. */
  readonly batch: number;
  /** Of Adam, at its highest. */
  readonly learningRate: number;
  readonly beta1: number;
  /** How the learning rate changes during a training. */
  readonly schedule: Schedule;
  /** Whether a step updates the weights once for all people, or once for each. */
  readonly update: Update;
  /** What of the augmentation is of use to it. */
  readonly augment: AugmentConfig;
  /** What a pixel outside the inner face counts, next to one inside. */
  readonly backgroundWeight: number;
  /** Networks that come with Janus and that {@link build} needs. */
  readonly pretrained: readonly string[];
  /** New parts. */
  build(ingredients: BuildOptions): Networks;
  /** The autoencoder that the parts make, newly built or read from a checkpoint. */
  connect(networks: Networks): Autoencoder;
}

/** What training changes. */
export const trainable = ({ networks }: Autoencoder): tf.Variable[] =>
  Object.values(networks).flatMap(variablesOf);

/** The parts of one kind, by their person's number: `decoder-0`, `decoder-1`… */
export function numberedNetworks(networks: Networks, kind: string): tf.LayersModel[] {
  const found: tf.LayersModel[] = [];
  for (let k = 0; `${kind}-${k}` in networks; k++) found.push(networks[`${kind}-${k}`]);
  return found;
}
