import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameScores } from '../../src/evaluate/frame-evaluation.ts';
import type { ProbeReport } from '../../src/evaluate/probe-report.ts';
import type { SwapScores } from '../../src/evaluate/swap-evaluation.ts';
import type { Identity } from '../../src/faces/identity.ts';
import {
  convertSwap,
  cropKeys,
  evaluateCrops,
  evaluateSwap,
  type CropDirection,
  type EvaluateSwapOptions,
} from '../../src/pipeline/evaluate-swap.ts';
import type { DrivingClip } from '../../src/pipeline/driving-clip.ts';
import { IdentityGallery } from '../../src/pipeline/identity-gallery.ts';
import { thisMachine } from '../../src/node/backends/machine.ts';
import { loadRun, type TrainedRun } from '../../src/pipeline/load-run.ts';
import { pretrainedNames } from '../../src/pipeline/pretrained.ts';
import { readMeanFace } from '../../src/node/disk/run-folder.ts';
import { beginRun } from '../../src/pipeline/train-run.ts';
import { defaultsOf, settings } from '../../src/settings.ts';
import { presets } from '../../src/train/models/index.ts';
import { predict } from '../../src/train/predict.ts';
import { resolveConfig } from '../../src/train/config.ts';
import { CACHE, drivingFaces, facesOf, hashOf, once, plansOf, trainingFaces, weightsOf } from './faces.ts';
import type { Trial } from './trials.ts';

/** One direction of a trial. */
export interface Result {
  /** What was measured: see {@link fingerprintOf}. */
  readonly fingerprint: string;
  readonly group: Trial['group'];
  readonly variant: string;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly machine: string;
  readonly steps: number;
  /** Of training. */
  readonly seconds: number;
  /** Without the errors of every frame. */
  readonly crops: SwapScores;
  /** Of whole frames; null for ablations, which are scored without. */
  readonly frameSkill: number | null;
  readonly pastingError: number | null;
  readonly probes: ProbeReport;
}

/**
 * A number for all that makes a trial's result but the code: people, clips, recipe, pretrained networks. A result of another trait
 * is one of another trial.
 */
export async function fingerprintOf({ group, variant, a, b, settings: chosen }: Trial): Promise<string> {
  const made = {
    group,
    variant,
    plans: [await plansOf(a), await plansOf(b)],
    preset: chosen.preset,
    config: resolveConfig(presets[chosen.preset], chosen),
    converting: defaultsOf(settings.convert),
  };
  return hashOf(JSON.stringify(made), ...(await Promise.all(pretrainedNames.map(weightsOf))));
}

/**
 * Films, extracts, trains and scores; clips and faces are kept for the next trial of the same people.
 * @param fingerprint the trial's: see {@link fingerprintOf}.
 */
export async function runTrial(
  { group, variant, a, b, settings: chosen, choose }: Trial,
  fingerprint: string,
): Promise<Result[]> {
  const faces = [await facesOf(a), await facesOf(b)];
  const run = join(CACHE, 'run');
  const training = faces.map((folders) => folders.training);
  const { progress } = await beginRun(training, run, chosen, true, {
    backend: 'wasm',
    workers: 0,
    finish: new AbortController().signal,
    load: async (clips) => {
      const { people, validation } = await trainingFaces(clips);
      return {
        people: choose ? people.map((set, person) => choose(set, person, clips[person].manifest)) : people,
        validation,
      };
    },
  });
  const swap = await loadRun(run);
  const gallery = await galleryOf(swap.config.people.map(({ identity }) => identity));
  const driving = await Promise.all(faces.map((folders, person) => drivingFaces(folders.driving, person)));
  const { usableCores, cpu } = thisMachine();
  const results: Result[] = [];
  for (const from of [0, 1] as const) {
    const direction = await (group === 'ablation' ? scoreCrops : scoreAll)(swap, driving[from], 1 - from, {
      gallery,
      meanFace: await readMeanFace(run, 1 - from),
    });
    results.push({
      fingerprint,
      group,
      variant,
      seed: chosen.seed,
      from: [a, b][from],
      to: [a, b][1 - from],
      machine: `${usableCores} cores of ${cpu}, Node ${process.versions.node}`,
      steps: progress.step,
      seconds: progress.seconds,
      crops: { ...direction.crops, frameErrors: [] },
      frameSkill: direction.frames?.skill ?? null,
      pastingError: direction.frames?.pastingError ?? null,
      probes: direction.probes,
    });
  }
  for (const model of Object.values(swap.model.networks)) model.dispose();
  await rm(run, { recursive: true });
  return results;
}

type Scorer = (
  swap: TrainedRun,
  driving: DrivingClip,
  target: number,
  options: EvaluateSwapOptions,
) => Promise<CropDirection & { readonly frames?: FrameScores }>;

/** Scores crops and frames, as `janus evaluate` does. */
const scoreAll: Scorer = async (swap, driving, target, options) => {
  const converted = await convertSwap(swap, driving, target, { options: defaultsOf(settings.convert) });
  return evaluateSwap(swap, converted, options);
};

/** Scores crops alone, against keys that are drawn once. */
const scoreCrops: Scorer = async (swap, driving, target, options) => {
  const painted = await predict(swap, driving.faces, driving.person, target);
  const keys = await keysOf(driving, swap.config.people[target].identity);
  return evaluateCrops(swap, { driving, target, painted }, keys, options);
};

const keysOf = once(
  ({ clip }: DrivingClip, target: Identity) => `${clip.folder} ${JSON.stringify(target)}`,
  cropKeys,
);

/** Who judges the swaps of these people: it takes a while to get to know them. */
const galleryOf = once(
  (people: readonly Identity[]) => JSON.stringify(people),
  (people) => IdentityGallery.enroll(people),
);
