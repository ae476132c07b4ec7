import * as tf from '@tensorflow/tfjs';
import { Member } from '../../src/engine/parallel/member.ts';
import type { Parts, Preset } from '../../src/train/autoencoder.ts';
import type { FaceSet } from '../../src/train/face-set.ts';
import type { HeldOut } from '../../src/train/held-out.ts';
import { Blocks } from '../../src/nets/blocks.ts';
import { shareEncoder } from '../../src/train/models/share-encoder.ts';
import type { Recipe } from '../../src/train/recipe.ts';
import type { News, Snapshot, Training } from '../../src/train/trainer.ts';

const SIDE = 16;

/** The classic recipe for crops of 16 × 16, so small that a step takes a few milliseconds. */
export const tinyPreset: Preset = {
  help: 'for tests',
  batch: 4,
  learningRate: 5e-3,
  beta1: 0.9,
  schedule: 'cosine',
  augment: { warp: true, flip: true, placement: true, colourJitter: true },
  outside: 0.1,
  pretrained: [],
  build: ({ identities, seed }) => {
    const parts: Record<string, tf.LayersModel> = { encoder: encoder(seed) };
    for (let k = 0; k < identities; k++) parts[`decoder-${k}`] = decoder(seed + 1 + k);
    return parts;
  },
  assemble: shareEncoder,
};

function encoder(seed: number): tf.LayersModel {
  const lay = new Blocks(seed);
  const crops = tf.input({ shape: [SIDE, SIDE, 3] });
  return tf.model({ inputs: crops, outputs: lay.dense(lay.flatten(lay.halve(lay.halve(crops, 4), 8)), 6) });
}

function decoder(seed: number): tf.LayersModel {
  const lay = new Blocks(seed);
  const latent = tf.input({ shape: [6] });
  const x = lay.reshape(lay.leaky(lay.dense(latent, 4 * 4 * 8)), 4, 4, 8);
  return tf.model({ inputs: latent, outputs: lay.paint(lay.double(lay.double(x, 8), 6)) });
}

/** All weights, in numbers. */
export const weightsOf = (parts: Parts): number[][] =>
  Object.values(parts).flatMap((model) => model.getWeights().map((weight) => [...weight.dataSync()]));

/** New parts of the tiny preset. */
export const tinyParts = (identities = 2): Parts =>
  tinyPreset.build({ identities, seed: 5, averages: [], pretrained: {} });

/** Faces of noise, each person's of another colour. */
export function tinyPeople(count = 2, side = SIDE): FaceSet[] {
  return Array.from({ length: count }, (_, person) => {
    const faces = 10;
    const pixels = new Uint8Array(faces * side * side * 3);
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = (60 * person + 50 * (i % 3) + ((i * 7919 + person * 104729) % 89)) % 256;
    }
    const masks = new Uint8Array(faces * side * side).fill(255);
    return { count: faces, side, pixels, masks };
  });
}

/** The first two faces of each person, to be swapped to the next. */
export const tinyHeldOut = (people: readonly FaceSet[]): HeldOut[] =>
  people.map(({ pixels, masks, side }, source) => {
    const target = (source + 1) % people.length;
    const [count, area] = [2, side * side];
    return {
      source,
      target,
      count,
      side,
      crops: pixels.slice(0, 3 * count * area),
      keys: people[target].pixels.slice(0, 3 * count * area),
      keyMasks: masks.slice(0, count * area),
    };
  });

export const tinyRecipe: Recipe = {
  loss: 'mae',
  outside: 0.1,
  features: 1,
  augment: tinyPreset.augment,
  batch: 4,
  learningRate: 5e-3,
  beta1: 0.9,
  schedule: 'cosine',
  seed: 3,
  end: { steps: 12 },
  saveEvery: 1e9,
  lookEvery: 1e9,
};

/** A team of one. */
export const alone = (): Member =>
  new Member(0, 1, { post: () => undefined, listen: () => undefined }, new Promise(() => undefined));

export const beginning = (parts: Parts): Snapshot => ({
  reached: { step: 0, seconds: 0, progress: 0 },
  parts,
  optimizer: [],
});

/** A training of noise, and what it tells and saves. */
export function tinyTraining(
  change: Partial<Training> & { readonly recipe?: Recipe } = {},
): Training & { readonly news: News[] } {
  const people = tinyPeople();
  const news: News[] = [];
  return {
    preset: tinyPreset,
    recipe: tinyRecipe,
    people,
    heldOut: tinyHeldOut(people),
    from: beginning(tinyParts(people.length)),
    save: () => Promise.resolve(),
    tell: (told) => news.push(told),
    ...change,
    news,
  };
}
