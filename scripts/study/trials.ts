import type { Manifest } from '../../src/clips/manifest.ts';
import { subset, type FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import { blindPairs } from './blind-pairs.ts';
import { AS_IT_IS, usual, type Group, type Trial } from './trial.ts';

type Change = Partial<Trial['settings']>;
type Pair = readonly [a: string, b: string];

/**
 * Pairs that settings were tuned on, alike and unlike: what is compared on them is one way of training with
 * another.
 */
const TUNED_PAIRS: readonly Pair[] = [
  ['leilani', 'bashir'],
  ['ingrid', 'kwame'],
  ['seed:70001', 'seed:70002'],
  ['seed:70006', 'seed:70007'],
];

/** Every so many of the faces. */
const every =
  (nth: number) =>
  (faces: FaceDataset): FaceDataset =>
    subset(
      faces,
      Array.from({ length: Math.ceil(faces.count / nth) }, (_, i) => nth * i),
    );

/** One person only ever looks to the left, the other to the right. */
function halfOfPoses(faces: FaceDataset, person: number, { frames }: Manifest): FaceDataset {
  const side = person % 2 === 0 ? 1 : -1;
  const indices = Array.from({ length: faces.count }, (_, i) => i);
  return subset(
    faces,
    indices.filter((i) => side * frames[i].performance.yaw > 0),
  );
}

/** A change of a training, under a name. */
type Variant = Pick<Trial, 'variant' | 'film' | 'choose' | 'alsoAligned'> & { readonly change?: Change };

/** The switches of a training from nothing. `small` tells the presets of 32 × 32 pixels from those of 64. */
const switches = (small: boolean): readonly Variant[] => {
  const ending = small ? '-thumbnail' : '';
  return [
    { variant: AS_IT_IS, alsoAligned: ['none', 'standardise', 'transport'] },
    {
      variant: 'separate encoders',
      change: { preset: `separate-encoders${ending}` },
      alsoAligned: ['none'],
    },
    {
      variant: 'the encoder sees pixels',
      change: { preset: `raw-pixels${ending}` },
      alsoAligned: ['none'],
    },
    { variant: 'no input warped', change: { warp: 'off' } },
    { variant: 'every input warped', change: { warp: 'on' } },
    { variant: 'warp of 2017', change: { warp: '2017' } },
    { variant: 'not mirrored', change: { flip: 'off' } },
    { variant: 'absolute error alone', change: { dssimWeight: 0 } },
    { variant: 'eyes and mouth weigh no more', change: { eyeWeight: 1, mouthWeight: 1 } },
    { variant: 'the background weighs as much', change: { backgroundWeight: 1 } },
    { variant: 'alternating updates', change: { update: 'alternating' } },
    { variant: '72 lights for 1000 frames', film: { takes: 72 } },
    { variant: 'one light', film: { takes: 1 } },
    { variant: '250 frames', choose: every(4) },
    { variant: '100 frames', choose: every(10) },
    { variant: '2000 frames', film: { frames: 2000 } },
    { variant: 'poses that never meet', choose: halfOfPoses },
    { variant: 'poses that never meet, not mirrored', change: { flip: 'off' }, choose: halfOfPoses },
  ];
};

/** Trials of a group: on each pair, whose clips are filmed but once, each variant with each seed. */
const trialsOf = (
  group: Group,
  pairs: readonly Pair[],
  seeds: readonly number[],
  base: Change,
  variants: readonly Variant[],
): Trial[] =>
  pairs.flatMap(([a, b]) =>
    variants.flatMap(({ change, ...variant }) =>
      seeds.map((seed) => ({ group, a, b, ...variant, settings: { ...usual, ...base, ...change, seed } })),
    ),
  );

/** Each rung of the ladder, for as long as the floors of docs/results.md say. */
const RUNGS: readonly Variant[] = [
  {
    variant: 'from nothing, 5 min',
    change: { start: 'nothing', minutes: 5 },
    alsoAligned: ['none', 'transport'],
  },
  { variant: 'from a crowd, untrained', change: { start: 'crowd', minutes: 0 } },
  {
    variant: 'from a crowd, 1 min',
    change: { start: 'crowd', minutes: 1 },
    alsoAligned: ['none', 'transport'],
  },
  { variant: 'from labels, 1 min', change: { start: 'labels', minutes: 1 }, alsoAligned: ['none'] },
];

/** What a switch does on the rungs that start from pretrained networks. */
const ON_RUNGS: readonly Variant[] = [
  { variant: 'crowd', change: { start: 'crowd' }, alsoAligned: ['none', 'standardise', 'transport'] },
  { variant: 'crowd, not mirrored', change: { start: 'crowd', flip: 'off' } },
  { variant: 'crowd, every input warped', change: { start: 'crowd', warp: 'on' } },
  { variant: 'crowd, no input warped', change: { start: 'crowd', warp: 'off' } },
  { variant: 'crowd, 100 frames', change: { start: 'crowd' }, choose: every(10) },
  { variant: 'crowd, 5 min', change: { start: 'crowd', minutes: 5 } },
  { variant: 'labels', change: { start: 'labels' }, alsoAligned: ['none', 'standardise'] },
  { variant: 'labels, not mirrored', change: { start: 'labels', flip: 'off' } },
  { variant: 'labels, 100 frames', change: { start: 'labels' }, choose: every(10) },
  { variant: 'labels, a single step', change: { start: 'labels', steps: 1 } },
  { variant: 'labels, decoders from scratch', change: { preset: 'scratch-decoders' } },
  { variant: 'labels, 5 min', change: { start: 'labels', minutes: 5 } },
];

/**
 * What was worth seeing at 64 × 64 pixels too: what did better at 32 × 32 than the training as it is, and
 * separate encoders, which do not swap.
 */
const CONFIRMED: readonly string[] = [
  AS_IT_IS,
  'separate encoders',
  'every input warped',
  'absolute error alone',
  'eyes and mouth weigh no more',
];

/** All trials of the study. */
export const trials: readonly Trial[] = [
  ...trialsOf('blind', blindPairs, [1], {}, RUNGS).map((trial) => ({
    ...trial,
    wholeFrames: trial.settings.minutes === 1,
  })),
  // What is compared with each other alone trains on one core: a shard for each core, and none of it idles.
  ...[
    ...trialsOf('rungs', TUNED_PAIRS, [1], { minutes: 1 }, ON_RUNGS),
    ...trialsOf('switches', TUNED_PAIRS, [1, 2, 3], { preset: 'thumbnail', minutes: 1 }, switches(true)),
    ...trialsOf(
      'confirmed',
      TUNED_PAIRS,
      [1],
      { preset: 'lightweight', start: 'nothing', steps: 3500 },
      switches(false).filter(({ variant }) => CONFIRMED.includes(variant)),
    ),
  ].map((trial) => ({ ...trial, workers: 1 })),
];
