import type { Manifest } from '../../src/clips/manifest.ts';
import type { ClipOptions } from '../../src/clips/plan.ts';
import { defaultsOf, type Values } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import type { FaceDataset } from '../../src/train/dataset/face-dataset.ts';
import type { LatentAlignment } from '../../src/train/config/names.ts';

/** What the trials of the study are for; each group has its tables in docs/results.md. */
export const groups = ['blind', 'switches', 'confirmed', 'rungs'] as const;
export type Group = (typeof groups)[number];

/** A training of two people, scored in both directions. */
export interface Trial {
  readonly group: Group;
  /** What is changed; {@link AS_IT_IS} for nothing. */
  readonly variant: string;
  readonly a: string;
  readonly b: string;
  readonly settings: Values<typeof settings.train>;
  /** How the training clips are filmed, other than usually. */
  readonly film?: Pick<ClipOptions, 'frames' | 'takes'>;
  /** Which of a person's training faces are used; all, if left out. */
  readonly choose?: (faces: FaceDataset, person: number, clip: Manifest) => FaceDataset;
  /** The same training is scored once more with each of these alignments of latents, as a variant of its own. */
  readonly alsoAligned?: readonly LatentAlignment[];
  /** Threads that train: one for each core, unless it is said. */
  readonly workers?: number;
  /** Whether whole frames are scored too, of the usual alignment: it takes longer than a training. */
  readonly wholeFrames?: boolean;
}

export const AS_IT_IS = 'as it is';

/** What a variant of a trial is called that aligns latents in another way. */
export const alignedVariant = (variant: string, alignment: LatentAlignment): string =>
  `${variant === AS_IT_IS ? '' : `${variant}, `}latents: ${alignment}`;

/** Whether a variant is another once more, with latents aligned in another way. */
export const isRealigned = (variant: string): boolean => variant.includes('latents: ');

/** The settings of every trial, but for what it changes. */
export const usual = defaultsOf(settings.train);
