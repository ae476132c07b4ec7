import type * as tf from '@tensorflow/tfjs';
import type { AugmentConfig } from './augment/augment.ts';
import type { Update } from './names.ts';
import type { Schedule } from './optimizer/schedule.ts';
import { variablesOf } from '../nets/variables.ts';

/**
 * An autoencoder's networks by name, each a folder in a checkpoint. A network whose name ends in a number
 * belongs to the person of that number alone: `decoder-0`, `decoder-1`…
 */
export type Networks = Readonly<Record<string, tf.LayersModel>>;

/**
 * What all face-swap autoencoders have in common: any person's crop can be encoded, and any person's face
 * decoded from the latent. Training decodes the person who was encoded (reconstruction); a swap decodes
 * another.
 */
export interface Autoencoder {
  readonly networks: Networks;
  /** Names of networks that training does not change. */
  readonly frozen?: readonly string[];
  /** Crops of the person `source`: [batch, 64, 64, 3], values 0 to 1 → latents: [batch, …] */
  encode(crops: tf.Tensor4D, source: number): tf.Tensor;
  /** Latents: [batch, …] → faces of the person `target`: [batch, 64, 64, 3], values 0 to 1 */
  decode(latent: tf.Tensor, target: number): tf.Tensor4D;
}

/** Options for building an autoencoder's networks. */
export interface BuildOptions {
  /** How many people. */
  readonly people: number;
  /** The seed of the randomly initialized weights; 0 or more. */
  readonly seed: number;
  /** Each person's mean face: [64, 64, 3], values 0 to 255. */
  readonly meanFaces: readonly Float32Array[];
  /** The pretrained networks that the preset names. */
  readonly pretrained: Networks;
}

/** How large an autoencoder is, known before it is built. */
export interface ModelSize {
  /** Weights that all people share, trained or not. */
  readonly shared: number;
  /** Weights of each person. */
  readonly perPerson: number;
  /**
   * Bytes that an image of a step takes in training, with all that its gradients are computed from; measured.
   */
  readonly imageBytes: number;
}

/** A kind of autoencoder with its default hyperparameters. */
export interface Preset {
  readonly help: string;
  readonly size: ModelSize;
  /** Images of each person in a step. */
  readonly batch: number;
  /** Adam's, at its peak. */
  readonly learningRate: number;
  readonly beta1: number;
  /** How the learning rate changes during a training. */
  readonly schedule: Schedule;
  /** Whether a step updates the weights once for all people, or once for each. */
  readonly update: Update;
  /** Which augmentations are on. */
  readonly augment: AugmentConfig;
  /** Loss weight of a pixel outside the inner face, 0 to 1; one inside has 1. */
  readonly backgroundWeight: number;
  /** Names of the pretrained networks that {@link build} needs. */
  readonly pretrained: readonly string[];
  /** New networks. */
  build(options: BuildOptions): Networks;
  /** Connects networks, newly built or read from a checkpoint, to an autoencoder. */
  connect(networks: Networks): Autoencoder;
}

/** The networks that training changes, by name. */
export const trainableNetworks = ({ networks, frozen = [] }: Autoencoder): [string, tf.LayersModel][] =>
  Object.entries(networks).filter(([name]) => !frozen.includes(name));

/** The weights that training changes. */
export const trainable = (model: Autoencoder): tf.Variable[] =>
  trainableNetworks(model).flatMap(([, network]) => variablesOf(network));

/** The networks of one kind, in the order of their people: `decoder-0`, `decoder-1`… */
export function numberedNetworks(networks: Networks, kind: string): tf.LayersModel[] {
  const found: tf.LayersModel[] = [];
  for (let k = 0; `${kind}-${k}` in networks; k++) found.push(networks[`${kind}-${k}`]);
  return found;
}
