import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { planClip } from '../../src/clips/plan.ts';
import { clipKinds, type ClipKind } from '../../src/clips/clip-kind.ts';
import { chooseBackend } from '../../src/engine/backend/choose-backend.ts';
import type { SwapScores } from '../../src/evaluate/swap-evaluation.ts';
import { openDriving } from '../../src/files/driving-clip.ts';
import { convertSwap, evaluateSwap } from '../../src/files/evaluate-swap.ts';
import { extractClip } from '../../src/files/extract-clip.ts';
import { filmClip } from '../../src/files/film.ts';
import { Judges, type Judgement } from '../../src/files/judges.ts';
import { openExtraction, steadied } from '../../src/files/load-faces.ts';
import { nodeBackends } from '../../src/files/node-backends.ts';
import { openSwap } from '../../src/files/open-swap.ts';
import { findPerson } from '../../src/files/person.ts';
import { loadLandmarkFinder, pretrainedFolder } from '../../src/files/pretrained.ts';
import { readAverage } from '../../src/files/run-folder.ts';
import { beginRun } from '../../src/files/train-run.ts';
import { defaultsOf, settings } from '../../src/settings.ts';
import type { Trial } from './trials.ts';

const ROOT = '.cache/study';
const FRAMES: Readonly<Record<ClipKind, number>> = { training: 600, driving: 150 };

/** One direction of a trial. */
export interface Result {
  readonly group: string;
  readonly variant: string;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly steps: number;
  /** Of training. */
  readonly seconds: number;
  /** Without the errors of every frame. */
  readonly crops: SwapScores;
  readonly frameScore: number | null;
  readonly probes: Judgement;
}

/** Films, extracts, trains and scores; clips and faces are kept for the next trial of the same people. */
export async function runTrial({ group, variant, a, b, settings: chosen, choose }: Trial): Promise<Result[]> {
  const faces: Record<ClipKind, string[]> = { training: [], driving: [] };
  for (const who of [a, b]) for (const kind of clipKinds) faces[kind].push(await facesOf(who, kind));
  const run = join(ROOT, 'run');
  const trained = await beginRun(faces.training, run, chosen, true, {
    backend: 'wasm',
    workers: 0,
    finish: new AbortController().signal,
    ...(choose && { choose }),
  });
  const swap = await openSwap(run);
  const judges = await Judges.meet(swap.config.people.map(({ identity }) => identity));
  const { smooth, ...options } = defaultsOf(settings.convert);
  const driving = await Promise.all(
    faces.driving.map(async (folder, person) =>
      openDriving(steadied(await openExtraction(folder), smooth), person),
    ),
  );
  const results: Result[] = [];
  for (const from of [0, 1] as const) {
    const converted = await convertSwap(swap, driving[from], 1 - from, { options });
    const direction = await evaluateSwap(swap, converted, driving[1 - from], {
      judges,
      averageFace: await readAverage(run, 1 - from),
    });
    results.push({
      group,
      variant,
      seed: chosen.seed,
      from: [a, b][from],
      to: [a, b][1 - from],
      steps: trained.reached.step,
      seconds: trained.reached.seconds,
      crops: { ...direction.crops, frameErrors: [] },
      frameScore: direction.frames.swapScore,
      probes: direction.probes,
    });
  }
  await rm(run, { recursive: true });
  return results;
}

/** The folder of somebody's extracted clip, which is made if it is not there. */
async function facesOf(who: string, kind: ClipKind): Promise<string> {
  const { identity, label, name = label } = await findPerson(who);
  const clip = join(ROOT, 'clips', `${label}-${kind}`);
  const folder = join(ROOT, 'faces', await landmarkNets(), `${label}-${kind}`);
  const { size, fps, seed } = defaultsOf(settings.film);
  if (!existsSync(clip)) {
    await filmClip(planClip({ identity, name, kind, seed, frames: FRAMES[kind], size, fps }), clip);
  }
  if (!existsSync(folder)) {
    await chooseBackend(nodeBackends(), 'wasm');
    await extractClip(clip, folder, { finder: await loadLandmarkFinder() });
  }
  return folder;
}

/** Names the networks that find landmarks: what others have found is not taken for theirs. */
async function landmarkNets(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of ['landmarks-whole', 'landmarks-close'] as const) {
    hash.update(await readFile(join(pretrainedFolder(name), 'weights.bin')));
  }
  return hash.digest('hex').slice(0, 12);
}
