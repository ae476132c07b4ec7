import { pixelsOf } from '../../src/clips/proven-pixels.ts';
import { FrameEvaluation } from '../../src/evaluate/frame-evaluation.ts';
import { meanAbsoluteError } from '../../src/evaluate/metrics/mean-absolute-error.ts';
import type { Identity } from '../../src/faces/shot/identity.ts';
import { thisMachine } from '../../src/node/backends/machine.ts';
import { cropKeys } from '../../src/pipeline/dataset/crop-keys.ts';
import { loadDriving, type DrivingClip } from '../../src/pipeline/driving-clip.ts';
import type { ExtractedClip } from '../../src/pipeline/extract.ts';
import { pretrainedNames, type PretrainedName } from '../../src/nets/pretrained-names.ts';
import { loadRun, withAlignment, type TrainedRun } from '../../src/pipeline/run/load.ts';
import { readMetrics } from '../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { scoreClip } from '../../src/pipeline/score.ts';
import { IdentityGallery } from '../../src/pipeline/scoring/identity-gallery.ts';
import { swapPair } from '../../src/pipeline/swap-pair.ts';
import { predictFaces, type SwappedClip } from '../../src/pipeline/swap.ts';
import { beginRun } from '../../src/pipeline/train.ts';
import { defaultsOf } from '../../src/setting.ts';
import { settings } from '../../src/settings.ts';
import { resolveConfig } from '../../src/train/config/config.ts';
import { presets } from '../../src/train/models/index.ts';
import { RECONSTRUCTION_ALONE } from '../../src/train/models/reconstruction-alone.ts';
import type { LatentChoice } from '../../src/train/config/names.ts';
import { withStart } from '../../src/train/config/start.ts';
import { extractedOf, hashOf, host, once, plansOf, splitOf, weightsOf } from './faces.ts';
import { frameScoresOf, scoresOf, type Result } from './result.ts';
import { alignedVariant, type Trial } from './trial.ts';

/** Networks that only some starts use. */
const OF_STARTS = new Set(
  Object.values(presets).flatMap(({ starts }) =>
    Object.values(starts).flatMap(({ pretrained }) => pretrained),
  ),
);

/**
 * Settings that came after results had been measured, as they were in effect until then: a trial that leaves them
 * so is still the same.
 */
const LATER: ReadonlyMap<string, unknown> = new Map<string, unknown>(
  Object.entries({
    ...{ edgeWeight: 0, adversary: 'none', adversarialWeight: RECONSTRUCTION_ALONE.adversarialWeight },
    ...{ alpha: false, attention: false, stages: 'one', colourMatch: false, motionBlur: false },
    ...{ enhance: 0, smoothBy: 'gaussian' },
  }),
);

/**
 * A hash of everything that determines a trial's result, except the code: people, clips, config, pretrained
 * networks. A result with another fingerprint is one of another trial.
 */
export async function fingerprintOf(trial: Trial): Promise<string> {
  const { group, variant, a, b, settings: open, film, alsoAligned, wholeFrames, workers } = trial;
  const chosen = withStart(open);
  const preset = presets[chosen.preset];
  const made = {
    ...{ group, variant, alsoAligned, wholeFrames },
    plans: [await plansOf(a, film), await plansOf(b, film)],
    preset: chosen.preset,
    config: resolveConfig(preset, chosen),
    converting: defaultsOf(settings.convert),
    workers,
  };
  const used = (name: PretrainedName) =>
    !OF_STARTS.has(name) || preset.starts[chosen.start]!.pretrained.includes(name);
  const json = JSON.stringify(made, (name, value: unknown) =>
    LATER.get(name) === value ? undefined : value,
  );
  return hashOf(json, ...(await Promise.all(pretrainedNames.filter(used).map(weightsOf))));
}

/**
 * Films, extracts, trains and scores; clips and faces are kept for the next trial of the same people.
 * @param fingerprint the trial's: see {@link fingerprintOf}.
 */
export async function runTrial(trial: Trial, fingerprint: string): Promise<Result[]> {
  const { group, variant, a, b, settings: open, film, choose, alsoAligned = [] } = trial;
  const { wholeFrames = false, workers = 0 } = trial;
  const people = [await extractedOf(a, film), await extractedOf(b, film)] as const;
  const store = new MemoryStore();
  const training = people.map((clips) => clips.training);
  const { progress, config } = await beginRun(host, store, training, open, {
    backend: 'wasm',
    workers,
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
  const metrics = await readMetrics(store);
  const gallery = await galleryOf(run.config.people.map(({ identity }) => identity));
  const driving = [people[0].driving, people[1].driving] as const;
  const { usableCores, cpu } = thisMachine();

  const resultsOf = async (name: string, latents: LatentChoice, whole: boolean): Promise<Result[]> => {
    const converting = { ...defaultsOf(settings.convert), latents };
    const swapped = whole
      ? await swapPair(host, run, driving, { converting })
      : await swapCrops(withAlignment(run, latents), driving);
    const results: Result[] = [];
    for (const [from, clip] of swapped.entries()) {
      const direction = await scoreClip(run, clip, gallery);
      const [source, target] = [from, 1 - from].map((person) => config.people[person].name);
      results.push({
        ...{ fingerprint, group, variant: name, start: config.settings.start, seed: open.seed },
        from: [a, b][from],
        to: [b, a][from],
        unlike: unlikeness(run),
        machine: `${workers || usableCores} ${workers === 1 ? 'core' : 'cores'} of ${cpu}, Node ${process.versions.node}`,
        date: new Date().toISOString().slice(0, 10),
        steps: progress.step,
        seconds: progress.seconds,
        scores: scoresOf(direction),
        curve: metrics.flatMap(({ seconds, skill }) =>
          skill ? [[seconds, skill[`${source}→${target}`]] as const] : [],
        ),
        ...(whole && { frames: frameScoresOf(direction) }),
      });
    }
    return results;
  };
  try {
    const results = await resultsOf(variant, 'auto', wholeFrames);
    for (const latents of alsoAligned) {
      results.push(...(await resultsOf(alignedVariant(variant, latents), latents, false)));
    }
    return results;
  } finally {
    run.dispose();
  }
}

/** The mean difference of two people's mean faces, 0 to 255, over all of the crop. */
function unlikeness({ meanFaces }: TrainedRun): number {
  const [first, second] = meanFaces.map((face) => new Float32Array(pixelsOf(face)));
  return meanAbsoluteError(first, second, new Float32Array(first.length / 3).fill(1));
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
      predicted: (await predictFaces(run, driving, target)).pixels,
      keys: await keysOf(driving, run.config.people[target].identity),
      frameScores: NO_FRAMES,
    });
  }
  return swapped;
}

/** Scores of frames that were not converted. */
const NO_FRAMES: SwappedClip['frameScores'] = new FrameEvaluation().result();

const drivingOf = once(
  (run: TrainedRun, { alignments }: ExtractedClip) =>
    `${alignments.seal} ${run.config.people.map(({ seal }) => seal).join()}`,
  (run, clip) => loadDriving(host, run, clip, defaultsOf(settings.convert)),
);

const keysOf = once(
  ({ extracted }: DrivingClip, target: Identity) => `${extracted.alignments.seal} ${JSON.stringify(target)}`,
  ({ extracted }, target) => cropKeys(host, extracted, target),
);

/** The gallery that scores swaps of these people, made once: to draw and enroll them takes a while. */
const galleryOf = once(
  (people: readonly Identity[]) => JSON.stringify(people),
  (people) => IdentityGallery.enroll(host, people),
);
