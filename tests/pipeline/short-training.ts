import type { ExtractedClip } from '../../src/pipeline/extract.ts';
import type { TrainRunOptions } from '../../src/pipeline/prepare-training.ts';
import { defaultsOf, type Values } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { extracted, testPlan } from './clips.ts';

/** A training of a few steps, each of which is validated and saved. */
export const STEPS = 4;
export const chosen: Values<typeof settings.train> = {
  ...defaultsOf(settings.train),
  preset: 'lightweight',
  steps: STEPS,
  batch: 2,
  saveEvery: 0,
  validateEvery: 0,
};
export const options: TrainRunOptions = { backend: 'wasm', workers: 1 };

/** Of two people. */
export const trainingClips = async (): Promise<ExtractedClip[]> => [
  await extracted(testPlan(31)),
  await extracted(testPlan(32)),
];
