import type { Manifest } from '../../src/clips/manifest.ts';
import { defaultsOf, settings, type Values } from '../../src/settings.ts';
import { subset, type FaceDataset } from '../../src/train/dataset/face-dataset.ts';

/** A training of two people, scored in both directions. */
export interface Trial {
  readonly group: 'cast' | 'blind' | 'ablation';
  /** What is changed; `as it is` for nothing. */
  readonly variant: string;
  readonly a: string;
  readonly b: string;
  readonly settings: Values<typeof settings.train>;
  readonly choose?: (faces: FaceDataset, person: number, clip: Manifest) => FaceDataset;
}

/**
 * Steps and not minutes end a training: the same figures then come of a busy machine and of a quiet one. 1000
 * take two to three minutes on two cores.
 */
const usual = { ...defaultsOf(settings.train), steps: 1000 };
/** What ablations change: `classroom` and `lightweight`, for a minute and for a minute and a half. */
const brief = { ...usual, steps: 500 };
const light = { ...usual, preset: 'lightweight', steps: 1500 } as const;

/**
 * Visibly different people of the cast, each pair in both directions: skins, hair, glasses, beards and heads
 * of many kinds.
 */
const CAST_PAIRS = [
  ['ingrid', 'kwame'],
  ['leilani', 'bashir'],
  ['yuna', 'ramon'],
  ['abla', 'tomasz'],
  ['saoirse', 'ravi'],
] as const;

/** Whoever these seeds draw: never looked at while anything was chosen. */
const BLIND_PAIRS = [1, 2, 3, 4, 5].map((i) => [`seed:${70_000 + 2 * i}`, `seed:${70_001 + 2 * i}`] as const);

const trialsOf = (group: 'cast' | 'blind', pairs: readonly (readonly [string, string])[]): Trial[] =>
  pairs.map(([a, b]) => ({ group, variant: 'as it is', a, b, settings: usual }));

/** Every tenth face. */
const tenth = (faces: FaceDataset): FaceDataset =>
  subset(
    faces,
    Array.from({ length: Math.ceil(faces.count / 10) }, (_, i) => 10 * i),
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

/** Each changes one thing of `classroom`, or of `lightweight`. */
const ABLATIONS: readonly Pick<Trial, 'variant' | 'settings' | 'choose'>[] = [
  { variant: 'classroom', settings: brief },
  { variant: 'classroom, a single step', settings: { ...brief, steps: 1 } },
  { variant: 'classroom, 100 steps', settings: { ...brief, steps: 100 } },
  { variant: 'classroom, decoders from scratch', settings: { ...brief, preset: 'scratch-decoders' } },
  { variant: 'classroom, no flip', settings: { ...brief, flip: 'off' } },
  { variant: 'classroom, tenth of the data', settings: brief, choose: tenth },
  { variant: 'classroom, disjoint poses', settings: brief, choose: halfOfPoses },
  { variant: 'lightweight', settings: light },
  { variant: 'lightweight, raw pixels', settings: { ...light, preset: 'raw-pixels' } },
  { variant: 'lightweight, no warp', settings: { ...light, warp: 'off' } },
  { variant: 'lightweight, no flip', settings: { ...light, flip: 'off' } },
  { variant: 'lightweight, colour jitter', settings: { ...light, colourJitter: 'on' } },
  { variant: 'lightweight, separate encoders', settings: { ...light, preset: 'separate-encoders' } },
  { variant: 'lightweight, tenth of the data', settings: light, choose: tenth },
  { variant: 'lightweight, disjoint poses', settings: light, choose: halfOfPoses },
];
const SEEDS = [1, 2, 3];

/** All trials of the study. */
export const trials: readonly Trial[] = [
  ...trialsOf('cast', CAST_PAIRS),
  ...trialsOf('blind', BLIND_PAIRS),
  ...ABLATIONS.flatMap(({ variant, settings: changed, choose }) =>
    SEEDS.map((seed): Trial => ({
      group: 'ablation',
      variant,
      a: 'leilani',
      b: 'bashir',
      settings: { ...changed, seed },
      ...(choose && { choose }),
    })),
  ),
];
