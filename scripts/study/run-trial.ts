import type { ProbeReport } from '../../src/evaluate/probes/probe-report.ts';
import { withStart } from '../../src/train/start.ts';
import { FrameEvaluation, type FrameScores } from '../../src/evaluate/frame-evaluation.ts';
import type { SwapScores } from '../../src/evaluate/swap-evaluation.ts';
import type { Identity } from '../../src/faces/identity.ts';
import { thisMachine } from '../../src/node/backends/machine.ts';
import { cropKeys } from '../../src/pipeline/dataset/crop-keys.ts';
import { swapPair } from '../../src/pipeline/swap-pair.ts';
import type { ExtractedClip } from '../../src/pipeline/extract.ts';
import { IdentityGallery } from '../../src/pipeline/scoring/identity-gallery.ts';
import { pretrainedNames } from '../../src/pipeline/networks/pretrained.ts';
import { loadRun, type TrainedRun } from '../../src/pipeline/run/load.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { scoreClip } from '../../src/pipeline/score.ts';
import { predictFaces, type SwappedClip } from '../../src/pipeline/swap.ts';
import { loadDriving, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import { beginRun } from '../../src/pipeline/train.ts';
import { defaultsOf, settings } from '../../src/settings.ts';
import { resolveConfig } from '../../src/train/config.ts';
import { presets } from '../../src/train/models/index.ts';
import { extractedOf, hashOf, host, once, plansOf, splitOf, weightsOf } from './faces.ts';
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
  /** Likewise; nothing but nulls for ablations, whose frames are not converted. */
  readonly frames: FrameScores;
  readonly probes: ProbeReport;
}

/**
 * A hash of everything that determines a trial's result, except the code: people, clips, config, pretrained
 * networks. A result with another fingerprint is one of another trial.
 */
export async function fingerprintOf({ group, variant, a, b, settings: open }: Trial): Promise<string> {
  const chosen = withStart(open);
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
  const people = [await extractedOf(a), await extractedOf(b)] as const;
  const store = new MemoryStore();
  const training = people.map((clips) => clips.training);
  const { progress } = await beginRun(host, store, training, chosen, {
    backend: 'wasm',
    workers: 0,
    load: async (_, clips) => {
      const split = await splitOf(clips);
      if (!choose) return split;
      return {
        ...split,
        train: split.train.map((set, person) => choose(set, person, clips[person].clip.plan)),
      };
    },
  });
  const run = await loadRun(store);
  const gallery = await galleryOf(run.config.people.map(({ identity }) => identity));
  const driving = [people[0].driving, people[1].driving] as const;
  // Of ablations only the crops are scored: whole frames take minutes.
  const swapped =
    group === 'ablation'
      ? await swapCrops(run, driving)
      : await swapPair(host, run, driving, { converting: defaultsOf(settings.convert) });
  const { usableCores, cpu } = thisMachine();
  const results: Result[] = [];
  for (const [from, clip] of swapped.entries()) {
    const { cropScores: crops, frameScores: frames, probes } = await scoreClip(run, clip, gallery);
    results.push({
      fingerprint,
      group,
      variant,
      seed: chosen.seed,
      from: [a, b][from],
      to: [b, a][from],
      machine: `${usableCores} cores of ${cpu}, Node ${process.versions.node}`,
      steps: progress.step,
      seconds: progress.seconds,
      crops: { ...crops, frameErrors: [] },
      frames: { ...frames, frameErrors: [] },
      probes,
    });
  }
  run.dispose();
  return results;
}

/** Swaps crops alone, against keys that are drawn once. */
async function swapCrops(
  run: TrainedRun,
  clips: readonly [ExtractedClip, ExtractedClip],
): Promise<SwappedClip[]> {
  const swapped: SwappedClip[] = [];
  for (const [from, clip] of clips.entries()) {
    const driving = await drivingOf(run, clip);
    const target = 1 - from;
    swapped.push({
      driving,
      target,
      predicted: await predictFaces(run, driving, target),
      keys: await keysOf(driving, run.config.people[target].identity),
      frameScores: NO_FRAMES,
    });
  }
  return swapped;
}

/** Scores of frames that were not converted. */
const NO_FRAMES: SwappedClip['frameScores'] = new FrameEvaluation().result();

const drivingOf = once(
  (_: TrainedRun, { alignments }: ExtractedClip) => alignments.seal,
  (run, clip) => loadDriving(host, run, clip, defaultsOf(settings.convert).smooth),
);

const keysOf = once(
  ({ extracted }: DrivingClip, target: Identity) => `${extracted.alignments.seal} ${JSON.stringify(target)}`,
  ({ extracted }, target) => cropKeys(host, extracted, target),
);

/** The gallery that scores swaps of these people, made once: to enroll all of the cast takes a while. */
const galleryOf = once(
  (people: readonly Identity[]) => JSON.stringify(people),
  (people) => IdentityGallery.enroll(host, people),
);
