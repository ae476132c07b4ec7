import * as tf from '@tensorflow/tfjs';
import { GroupMember } from '../../src/engine/parallel/group-member.ts';
import { buildDiscriminator } from '../../src/train/adversary/discriminator.ts';
import { NO_AUGMENTATION, type AugmentConfig } from '../../src/train/augment/augment.ts';
import type { Networks, Preset } from '../../src/train/autoencoder.ts';
import { provenPixels } from '../../src/clips/proven-pixels.ts';
import { FaceDataset, LANDMARK_NUMBERS, take } from '../../src/train/dataset/face-dataset.ts';
import type { ValidationSet } from '../../src/train/validate.ts';
import { LayerBuilder } from '../../src/nets/layer-builder.ts';
import { RECONSTRUCTION_ALONE } from '../../src/train/models/reconstruction-alone.ts';
import { shareEncoder } from '../../src/train/models/share-encoder.ts';
import type { TrainConfig } from '../../src/train/config/config.ts';
import type { TrainEvent, Checkpoint, FitOptions } from '../../src/train/fit.ts';
import type { Objective } from '../../src/train/objective.ts';
import type { Loss } from '../../src/train/training-step.ts';

const SIDE = 16;
const AUGMENT: AugmentConfig = {
  ...NO_AUGMENTATION,
  warp: 'on',
  flip: true,
  affine: true,
  colourJitter: true,
};

/** The classic preset for crops of 16 × 16, so small that a step takes a few milliseconds. */
export const tinyPreset: Preset = {
  help: 'for tests',
  size: { shared: 0, perPerson: 0, imageBytes: 0 },
  side: SIDE,
  batch: 4,
  beta1: 0.9,
  schedule: 'cosine',
  colourShift: false,
  update: 'joint',
  backgroundWeight: 0.1,
  gan: {
    ...RECONSTRUCTION_ALONE,
    canPaintAlpha: true,
    canAttend: true,
    buildDiscriminator: (seed) => buildDiscriminator(seed, { filters: [4, 8, 8] }, SIDE),
  },
  starts: {
    nothing: {
      pretrained: [],
      learningRate: 5e-3,
      dssimWeight: 0,
      eyeWeight: 1,
      mouthWeight: 1,
      augment: AUGMENT,
      latents: 'none',
    },
  },
  build: ({ people, seed, alpha = false, attention = false }) => {
    const networks: Record<string, tf.LayersModel> = { encoder: encoder(seed, attention) };
    for (let k = 0; k < people; k++) networks[`decoder-${k}`] = decoder(seed + 1 + k, alpha);
    return networks;
  },
  connect: shareEncoder,
};

function encoder(seed: number, attention: boolean): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const crops = tf.input({ shape: [SIDE, SIDE, 3] });
  const x = nn.downsample(nn.downsample(crops, 4), 8);
  return tf.model({ inputs: crops, outputs: nn.dense(nn.flatten(attention ? nn.selfAttention(x) : x), 6) });
}

function decoder(seed: number, alpha: boolean): tf.LayersModel {
  const nn = new LayerBuilder(seed);
  const latent = tf.input({ shape: [6] });
  const x = nn.reshape(nn.leakyRelu(nn.dense(latent, 4 * 4 * 8)), 4, 4, 8);
  return tf.model({ inputs: latent, outputs: nn.toColours(nn.upsample(nn.upsample(x, 8), 6), alpha) });
}

/** All weights, in numbers. */
export const weightsOf = (networks: Networks): number[][] =>
  Object.values(networks).flatMap((model) => model.getWeights().map((weight) => [...weight.dataSync()]));

/** New networks of the tiny preset. */
export const tinyNetworks = (identities = 2): Networks =>
  tinyPreset.build({ people: identities, seed: 5, faces: [], start: 'nothing', flip: false, pretrained: {} });

/** A dataset whose images are a structured clone, which no longer proves anything. */
export const unprovenCopy = (set: FaceDataset): FaceDataset =>
  Object.create(set, { images: { value: structuredClone(set.images) } }) as FaceDataset;

/** Faces of noise, each person's of another colour. */
export function tinyPeople(count = 2, side = SIDE): FaceDataset[] {
  return Array.from({ length: count }, (_, person) => {
    const faces = 10;
    const pixels = new Uint8Array(faces * side * side * 3);
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = (60 * person + 50 * (i % 3) + ((i * 7919 + person * 104729) % 89)) % 256;
    }
    const masks = new Uint8Array(faces * side * side).fill(255);
    const landmarks = Float32Array.from(
      { length: faces * LANDMARK_NUMBERS },
      (_, i) => ((i * 6151 + person * 92821) % 97) / 97,
    );
    return new FaceDataset(provenPixels(pixels, side, side, faces), masks, landmarks);
  });
}

/** The first two faces of each person, to be swapped to the next. */
export const tinyValidation = (people: readonly FaceDataset[]): ValidationSet[] =>
  people.map((set, source) => {
    const target = (source + 1) % people.length;
    return { source, target, faces: take(set, 2), keys: take(people[target], 2) };
  });

/** Reconstruction alone. */
export const noGan = {
  edgeWeight: 0,
  adversary: 'none',
  adversarialWeight: 0,
  alpha: false,
  attention: false,
  stages: 'one',
} as const;

export const tinyConfig: TrainConfig = {
  ...noGan,
  start: 'nothing',
  latents: 'none',
  loss: 'mae',
  dssimWeight: 0,
  backgroundWeight: 0.1,
  eyeWeight: 1,
  mouthWeight: 1,
  augment: AUGMENT,
  batch: 4,
  learningRate: 5e-3,
  beta1: 0.9,
  schedule: 'cosine',
  colourShift: false,
  update: 'joint',
  seed: 3,
  stop: { steps: 12 },
  saveEvery: 1e9,
  validateEvery: 1e9,
};

/** The objective that is a loss alone. */
export const reconstruction =
  (loss: Loss): Objective =>
  ({ colours }, { targets, weights }) => ({ reconstruction: loss(colours, targets, weights) });

/** A group of one. */
export const alone = (): GroupMember => GroupMember.alone();

export const beginning = (networks: Networks): Checkpoint => ({
  progress: { step: 0, seconds: 0, fraction: 0 },
  stage: 0,
  networks,
  optimizer: [],
  latents: [],
});

/** A training on noise, and its events. */
export function tinyTraining(
  change: Partial<FitOptions> & { readonly config?: TrainConfig } = {},
): FitOptions & { readonly events: TrainEvent[] } {
  const people = tinyPeople();
  const events: TrainEvent[] = [];
  return {
    preset: tinyPreset,
    config: tinyConfig,
    datasets: people,
    validation: tinyValidation(people),
    from: beginning(tinyNetworks(people.length)),
    save: () => Promise.resolve(),
    onEvent: (event) => events.push(event),
    ...change,
    events,
  };
}
