import type { ClipKind } from '../clips/clip-kind.ts';
import type { ClipPlan } from '../clips/manifest.ts';
import { planClip } from '../clips/plan.ts';
import { InputError, Stopped } from '../errors.ts';
import { chooseBackend } from '../engine/backend/choose-backend.ts';
import { samePerson } from '../faces/shot/identity.ts';
import { defaultsOf, type Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { scorePair, swapPair, type Pair } from './swap-pair.ts';
import { extractClip, type ExtractedClip } from './extract.ts';
import { fileNameOf } from './file-names.ts';
import { drawClip } from './film.ts';
import { drawnClip, type Clip } from './frame-source.ts';
import type { Host } from './host.ts';
import type { Person } from './people.ts';
import { expectNoRun } from './run/config.ts';
import { loadRun, type TrainedRun } from './run/load.ts';
import { MemoryStore, type Store } from './run/store.ts';
import type { Direction } from './score.ts';
import type { FrameVersions } from './swap.ts';
import type { TrainRunOptions } from './prepare-training.ts';
import { beginRun, type TrainResult } from './train.ts';
import type { PoolOptions } from './workers/pool.ts';

/** The steps of a demo, in order. */
export const demoSteps = ['film', 'extract', 'train', 'convert', 'evaluate'] as const;
export type DemoStep = (typeof demoSteps)[number];

/** Keeps what the steps of a demo make; what is left out stays in memory. */
export interface DemoKeeper {
  /** Films a plan. @param name of the clip, apart from all others of the demo. */
  film?(plan: ClipPlan, name: string, pool: PoolOptions): Promise<Clip>;
  /** Keeps the alignments of a clip. @returns where its faces are found again. */
  keepFaces?(extracted: ExtractedClip, name: string): Promise<string>;
  /** Where the run is kept. */
  readonly run?: Store;
}

export interface DemoOptions
  extends
    Values<typeof settings.demo>,
    Values<typeof settings.compute>,
    Pick<TrainRunOptions, 'onBackend' | 'onLoaded' | 'onMetrics' | 'onWarning'> {
  readonly signal?: AbortSignal | undefined;
  readonly keep?: DemoKeeper;
  readonly onStep?: (step: DemoStep) => void;
  /** Called with how much of the step is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Called with how long the step took, in seconds. */
  readonly onDone?: (step: DemoStep, seconds: number) => void;
  /** Given the clips that are about to be swapped. */
  readonly onConvert?: (clips: Pair<ExtractedClip>) => void;
  /** Given the swapped frames of both directions, in order: see `swapClip`. */
  readonly onFrame?: (from: 0 | 1, index: number, frame: FrameVersions) => void;
}

export interface DemoResult {
  readonly training: TrainResult;
  /** Its networks are the caller's to dispose of. */
  readonly run: TrainedRun;
  readonly directions: Pair<Direction>;
  readonly seconds: Readonly<Record<DemoStep, number>>;
}

/**
 * Runs all steps for two people: films them, extracts their faces, trains, and swaps and scores clips that
 * nothing was trained on.
 * @throws what the steps throw. Stopped while it trains, it saves, and throws Stopped saying so.
 */
export async function runDemo(host: Host, people: Pair<Person>, options: DemoOptions): Promise<DemoResult> {
  const { signal, keep = {}, onProgress } = options;
  const pool = { workers: options.workers || undefined, signal };
  const seconds = {} as Record<DemoStep, number>;
  const timed = async <Result>(step: DemoStep, work: () => Promise<Result>): Promise<Result> => {
    options.onStep?.(step);
    const started = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - started) / 1000;
    options.onDone?.(step, seconds[step]);
    return result;
  };
  if (samePerson(people[0].identity, people[1].identity)) {
    throw new InputError(
      `${people[0].label} and ${people[1].label} are the same person.`,
      'Name two people: janus cast shows some.',
    );
  }
  const store = keep.run ?? new MemoryStore();
  await expectNoRun(store);
  if (options.backend !== 'auto') await chooseBackend(await host.backends(), options.backend);
  const scenes = people.flatMap((person, i) =>
    (['training', 'driving'] as const).map((kind): Scene => ({
      kind,
      name: fileNameOf(`${'ab'[i]}-${person.label}-${kind}`),
      plan: planOf(person, kind, options),
    })),
  );
  const total = scenes.reduce((sum, { plan }) => sum + plan.frames.length, 0);
  /** One scene after the other, with progress over all of them. */
  const forEachScene = async <Result>(
    work: (scene: Scene, pool: PoolOptions, i: number) => Promise<Result>,
  ) => {
    const results: Result[] = [];
    let before = 0;
    for (const [i, scene] of scenes.entries()) {
      const start = before;
      results.push(
        await work(scene, { ...pool, onProgress: (done) => onProgress?.((start + done) / total) }, i),
      );
      before += scene.plan.frames.length;
    }
    return results;
  };

  const clips = await timed('film', () =>
    forEachScene(({ plan, name }, each) =>
      keep.film ? keep.film(plan, name, each) : filmInMemory(host, plan, each),
    ),
  );
  const extractions: string[] = [];
  const extracted = await timed('extract', async () => {
    return forEachScene(async ({ name }, each, i) => {
      const faces = await extractClip(host, clips[i], name, each);
      if (keep.keepFaces) extractions[i] = await keep.keepFaces(faces, name);
      return faces;
    });
  });
  const ofKind = <Item>(kind: ClipKind, items: readonly Item[]) =>
    items.filter((_, i) => scenes[i].kind === kind) as unknown as Pair<Item>;

  const training = await timed('train', () =>
    beginRun(
      host,
      store,
      ofKind('training', extracted),
      { ...defaultsOf(settings.train), start: options.start, minutes: options.minutes },
      options,
      keep.keepFaces && ofKind('training', extractions),
    ),
  );
  if (training.progress.fraction < 1) {
    throw new Stopped(`Stopped at step ${training.progress.step} of the training, which is saved.`);
  }
  const converting = defaultsOf(settings.convert);
  const run = await loadRun(store, options.onWarning);
  try {
    signal?.throwIfAborted();
    const driving = ofKind('driving', extracted);
    options.onConvert?.(driving);
    const swapped = await timed('convert', () =>
      swapPair(host, run, driving, {
        ...pool,
        converting,
        onProgress,
        ...(options.onFrame && { onFrame: options.onFrame }),
      }),
    );
    const directions = await timed('evaluate', () => scorePair(host, run, swapped, { ...pool, onProgress }));
    return { training, run, directions, seconds };
  } catch (error) {
    run.dispose();
    if (signal?.aborted !== true) throw error;
    throw new Stopped('Stopped. The training is over and saved.');
  }
}

/** Frames of each driving clip of a demo that trains on so many of each person. */
export const drivingFrames = (frames: number): number => Math.ceil(frames / 4);

/** A clip of a demo, before it is filmed. */
interface Scene {
  readonly kind: ClipKind;
  readonly name: string;
  readonly plan: ClipPlan;
}

function planOf({ identity, name }: Person, kind: ClipKind, { frames, size }: DemoOptions): ClipPlan {
  const { seed } = defaultsOf(settings.film);
  return planClip({
    identity,
    ...(name !== undefined && { name }),
    kind,
    seed,
    ...(kind === 'training' ? { frames } : { frames: drivingFrames(frames), size }),
  });
}

async function filmInMemory(host: Host, plan: ClipPlan, pool: PoolOptions): Promise<Clip> {
  const { manifest, frames } = await drawClip(host, plan, pool);
  return drawnClip(manifest, frames);
}
