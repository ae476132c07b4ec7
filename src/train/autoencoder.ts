import * as tf from '@tensorflow/tfjs';
import type { AugmentConfig } from './augment/augment.ts';
import { shiftColours, type Colour } from './colour-shift.ts';
import type { AdversaryName, LatentAlignment, StagesName, Start, Update } from './config/names.ts';
import type { Schedule } from './optimizer/schedule.ts';
import { isObject } from '../clips/proven-pixels.ts';
import { InputError } from '../errors.ts';
import type { PretrainedName } from '../nets/pretrained-names.ts';
import { variablesOf } from '../nets/variables.ts';
import type { FaceDataset } from './dataset/face-dataset.ts';
import { shrinkTensor } from './dataset/shrink-faces.ts';
import type { FaceTensor } from './dataset/face-tensor.ts';

/**
 * An autoencoder's networks by name, each a folder in a checkpoint. A network whose name ends in a number
 * belongs to the person of that number alone: `decoder-0`, `decoder-1`…
 */
export type Networks = Readonly<Record<string, tf.LayersModel>>;

/** Some faces of one person: crops [batch, 64, 64, 3], or of the model's side; values 0 to 1. */
export interface SourceFaces {
  readonly crops: FaceTensor;
  readonly source: number;
}

/** What a decoder paints. */
export interface Painted {
  /** Faces: [batch, side, side, 3], values 0 to 1, or beyond them where a colour shift is taken back. */
  readonly colours: tf.Tensor4D;
  /**
   * α, how much of each pixel shall take the place of what was there: [batch, side, side, 1], 0 to 1; of decoders
   * that paint it.
   */
  readonly alpha?: tf.Tensor4D;
}

/** How a preset's networks make an autoencoder. */
export interface Connections {
  /** Pixels a side of the faces that the networks take and give; if left out, they take any. */
  readonly side?: number;
  /** Names of networks that training does not change. */
  readonly frozen?: readonly string[];
  /** Crops of the person `source`: [batch, side, side, 3], values 0 to 1 → latents: [batch, …] */
  readonly encode: (crops: FaceTensor, source: number) => tf.Tensor;
  /** The same for crops of several people, where one pass of the encoder can take all. */
  readonly encodeAll?: (faces: readonly SourceFaces[]) => tf.Tensor[];
  /**
   * Latents: [batch, …] → faces of the person `target`: [batch, side, side, 3], values 0 to 1; or of 4 channels,
   * the last of them α
   */
  readonly decode: (latent: tf.Tensor, target: number) => tf.Tensor4D;
}

/** Only this module knows it, so nothing else can call the constructor. */
const PERMIT = Symbol('autoencoder');

let isAutoencoder: (value: object) => boolean;

/**
 * A face-swap autoencoder of any kind: it encodes any person's crop, and decodes any person's face from the
 * latent. Training decodes the person who was encoded (reconstruction); a swap decodes
 * another. Only a preset makes one (`connect`), and it encodes proven faces alone: so what it decodes was
 * computed by networks, from faces that Janus drew.
 */
export class Autoencoder {
  readonly networks: Networks;
  readonly frozen: readonly string[];
  /** Pixels a side of the faces that it takes and decodes; undefined if it takes any. */
  readonly side: number | undefined;
  readonly #connections: Connections;

  static {
    isAutoencoder = (value) => #connections in value;
  }

  /** @throws InputError unless Janus itself calls it. */
  constructor(permit: symbol, networks: Networks, connections: Connections) {
    if (permit !== PERMIT) throw foreignModel();
    this.networks = networks;
    this.frozen = connections.frozen ?? [];
    this.side = connections.side;
    this.#connections = connections;
    Object.freeze(this);
  }

  /**
   * @param crops of the person `source`: [batch, 64, 64, 3], values 0 to 1. They are shrunk to the model's side.
   * @returns latents: [batch, …]. @throws InputError if the crops are not proven; RangeError if their side is no
   * multiple of the model's.
   */
  encode(crops: FaceTensor, source: number): tf.Tensor {
    return this.#connections.encode(shrinkTensor(crops, this.side), source);
  }

  /** As {@link encode}, of several people's crops: their latents, in the same order. */
  encodeAll(faces: readonly SourceFaces[]): tf.Tensor[] {
    const { encode, encodeAll } = this.#connections;
    const shrunk = faces.map(({ crops, source }) => ({ crops: shrinkTensor(crops, this.side), source }));
    return encodeAll?.(shrunk) ?? shrunk.map(({ crops, source }) => encode(crops, source));
  }

  /**
   * Latents: [batch, …] → faces of the person `target`: [batch, side, side, 3], values 0 to 1, or beyond them where
   * a colour shift is taken back
   */
  decode(latent: tf.Tensor, target: number): tf.Tensor4D {
    return this.paint(latent, target).colours;
  }

  /** As {@link decode}, with α if the decoders paint it. */
  paint(latent: tf.Tensor, target: number): Painted {
    const decoded = this.#connections.decode(latent, target);
    const [batch, height, width, channels] = decoded.shape;
    if (channels === 3) return { colours: decoded };
    return {
      colours: tf.slice(decoded, [0, 0, 0, 0], [batch, height, width, 3]),
      alpha: tf.slice(decoded, [0, 0, 0, 3], [batch, height, width, 1]),
    };
  }
}

/**
 * Makes an autoencoder of a preset's networks, and of those that shift the colours, if there are any. The
 * package does not export this.
 */
export const connectNetworks = (networks: Networks, connections: Connections): Autoencoder =>
  new Autoencoder(PERMIT, networks, shiftColours(numberedNetworks(networks, 'colour-shift'), connections));

/** @throws InputError unless a preset has made the model. */
export function expectAutoencoder(model: Autoencoder): void {
  if (!isObject(model) || !isAutoencoder(model)) throw foreignModel();
}

const foreignModel = (): InputError =>
  new InputError(
    'Expected an autoencoder that a preset has connected, and found another object.',
    'Take the model of a run (train, loadRun) or of a trainer (createTrainer).',
  );

/** Options for building an autoencoder's networks. */
export interface BuildOptions {
  /** How many people. */
  readonly people: number;
  /** The seed of the randomly initialized weights; 0 or more. */
  readonly seed: number;
  /** How the training starts: one of the preset's. */
  readonly start: Start;
  /** Whether faces are mirrored at random. */
  readonly flip: boolean;
  /** Each person's training faces, for the presets that use their mean. */
  readonly faces: readonly FaceDataset[];
  /** What is added to the colours of each person's faces before the networks see them: see colour-shift.ts. */
  readonly colourShifts?: readonly Colour[] | undefined;
  /** The pretrained networks that the preset names. */
  readonly pretrained: Networks;
  /** Whether decoders paint α beside the colours. */
  readonly alpha?: boolean;
  /** Whether encoder and decoders have layers of self-attention. */
  readonly attention?: boolean;
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

/** What a training that starts in one way needs, and what suits it. */
export interface PresetStart {
  /** Names of the pretrained networks that {@link Preset.build} needs. */
  readonly pretrained: readonly PretrainedName[];
  /** Adam's, at its peak. */
  readonly learningRate: number;
  /** How much the structural dissimilarity of brightness counts beside the loss; 0 or more. */
  readonly dssimWeight: number;
  /** Loss weights of a pixel of the eyes and of the mouth, where others of the inner face have 1. */
  readonly eyeWeight: number;
  readonly mouthWeight: number;
  /** Which augmentations are on. */
  readonly augment: AugmentConfig;
  /** How latents are aligned in a swap. */
  readonly latents: LatentAlignment;
}

/** What a preset has of a GAN, beside an autoencoder that reconstructs, unless settings say otherwise. */
export interface GanPreset {
  readonly edgeWeight: number;
  readonly adversary: AdversaryName;
  /** Of an adversary, if there is one. */
  readonly adversarialWeight: number;
  readonly alpha: boolean;
  readonly attention: boolean;
  readonly stages: StagesName;
  /** Whether the networks can be built so. */
  readonly canPaintAlpha: boolean;
  readonly canAttend: boolean;
  /** A new discriminator for one person. */
  buildDiscriminator(seed: number): tf.LayersModel;
}

/** A kind of autoencoder with its default hyperparameters. */
export interface Preset {
  readonly help: string;
  readonly size: ModelSize;
  /** Pixels a side of the faces that its networks take and decode. */
  readonly side: number;
  /** Images of each person in a step. */
  readonly batch: number;
  readonly beta1: number;
  /** How the learning rate changes during a training. */
  readonly schedule: Schedule;
  /** Whether a step updates the weights once for all people, or once for each. */
  readonly update: Update;
  /** Whether everybody's colours are shifted to the same mean. */
  readonly colourShift: boolean;
  /** Loss weight of a pixel outside the inner face, 0 to 1; one inside has 1. */
  readonly backgroundWeight: number;
  readonly gan: GanPreset;
  /** How a training can start: those of `presetsOfStart`. */
  readonly starts: Readonly<Partial<Record<Start, PresetStart>>>;
  /** New networks. */
  build(options: BuildOptions): Networks;
  /** Connects networks, newly built or read from a checkpoint, to an autoencoder. */
  connect(networks: Networks): Autoencoder;
}

/** The networks that training changes, by name. */
export const trainableNetworks = ({ networks, frozen }: Autoencoder): [string, tf.LayersModel][] =>
  Object.entries(networks).filter(([name]) => !frozen.includes(name));

/** The weights of encoder and decoders that training changes: not those of discriminators. */
export const trainable = (model: Autoencoder): tf.Variable[] =>
  trainableNetworks(model).flatMap(([name, network]) => (isDiscriminator(name) ? [] : variablesOf(network)));

/** Whether training changes how faces are encoded, and not only how they are decoded. */
export const trainsEncoder = (model: Autoencoder): boolean =>
  trainableNetworks(model).some(
    ([name, network]) =>
      !name.startsWith('decoder') && !isDiscriminator(name) && variablesOf(network).length > 0,
  );

/** What discriminators are called in a checkpoint: `discriminator-0`, `discriminator-1`… */
export const DISCRIMINATOR = 'discriminator';

/** Whether a network of this name is an adversary's, and no part of the autoencoder. */
export const isDiscriminator = (network: string): boolean => network.startsWith(`${DISCRIMINATOR}-`);

/** The networks of one kind, in the order of their people: `decoder-0`, `decoder-1`… */
export function numberedNetworks(networks: Networks, kind: string): tf.LayersModel[] {
  const found: tf.LayersModel[] = [];
  for (let k = 0; `${kind}-${k}` in networks; k++) found.push(networks[`${kind}-${k}`]);
  return found;
}
