import { join } from 'node:path';
import { samePerson } from '../faces/identity.ts';
import { planClip } from '../clips/plan.ts';
import type { ClipKind } from '../clips/clip-kind.ts';
import { chooseBackend, type BackendChoice } from '../engine/backend/choose-backend.ts';
import { defaultsOf, settings, type Values } from '../settings.ts';
import { asArgument, InputError, Stopped } from '../errors.ts';
import { writeContactSheet } from '../node/media/contact-sheet.ts';
import { convertRun, evaluateConverted, type EvaluatedRun } from './evaluate-run.ts';
import { extractClip } from './extract-clip.ts';
import { fileNameOf } from './file-names.ts';
import { filmClip } from './film.ts';
import { nodeBackends } from '../node/backends/node-backends.ts';
import { findPerson, portraitOf } from './person.ts';
import { loadLandmarkFinder } from './pretrained.ts';
import type { Metrics } from '../node/disk/run-folder.ts';
import { beginRun, type TrainResult } from './train-run.ts';
import { allCores } from '../node/threads/worker-pool.ts';

/** The steps of a demo, in order. */
export const demoSteps = ['cast', 'film', 'extract', 'train', 'convert', 'evaluate'] as const;
export type DemoStep = (typeof demoSteps)[number];

export interface DemoOptions extends Values<typeof settings.demo>, Values<typeof settings.compute> {
  readonly signal: AbortSignal;
  readonly onChoice: (choice: BackendChoice, workers: number) => void;
  readonly onStep: (step: DemoStep) => void;
  /** Told how much of the step is done, from 0 to 1. */
  readonly onProgress: (part: number) => void;
  /** Told how many of the faces to train on are read. */
  readonly onLoaded: (done: number, total: number) => void;
  /** Told of the training, and how much of it is over. */
  readonly onEvent: (events: Metrics, part: number) => void;
  /** Told how long the step took. */
  readonly onDone: (step: DemoStep, seconds: number) => void;
}

export interface Demo {
  readonly trained: TrainResult;
  readonly evaluated: EvaluatedRun;
  readonly seconds: Readonly<Record<DemoStep, number>>;
}

/**
 * Takes two people from nothing to a swapped video and its score: draws them, films, extracts, trains, and swaps held-out clips of both.
 * @param out the folder for all of it.
 * @throws what the steps throw. Stopped while it trains, it saves; JanusError saying how to go on.
 */
export async function demo(a: string, b: string, out: string, options: DemoOptions): Promise<Demo> {
  const { signal, onProgress } = options;
  const workers = options.workers || allCores();
  const lengths: Readonly<Record<ClipKind, number>> = {
    training: options.frames,
    driving: Math.ceil(options.frames / 4),
  };
  const seconds = {} as Record<DemoStep, number>;
  const timed = async <Result>(step: DemoStep, work: () => Promise<Result>): Promise<Result> => {
    options.onStep(step);
    const started = performance.now();
    const result = await work();
    seconds[step] = (performance.now() - started) / 1000;
    options.onDone(step, seconds[step]);
    return result;
  };
  const people = await timed('cast', async () => {
    const found = [await findPerson(a), await findPerson(b)] as const;
    if (samePerson(found[0].identity, found[1].identity)) {
      throw new InputError(`${a} and ${b} are the same person.`, 'Name two people: janus cast shows some.');
    }
    await writeContactSheet(join(out, 'cast.png'), found.map(portraitOf), { columns: 2, size: options.size });
    return found;
  });
  const clips = people.flatMap((person, i) =>
    (['training', 'driving'] as const).map((kind) => ({
      person,
      kind,
      name: fileNameOf(`${'ab'[i]}-${person.label}-${kind}`),
    })),
  );
  const total = clips.reduce((sum, { kind }) => sum + lengths[kind], 0);
  const counter = () => {
    let done = 0;
    return () => {
      onProgress(++done / total);
    };
  };

  await timed('film', async () => {
    const count = counter();
    const { fps, seed } = defaultsOf(settings.film);
    const { size } = options;
    for (const { person, kind, name } of clips) {
      const { identity } = person;
      const called = person.name === undefined ? {} : { name: person.name };
      const plan = planClip({ identity, ...called, kind, seed, frames: lengths[kind], size, fps });
      await filmClip(plan, join(out, 'clips', name), { workers, force: true, signal, onProgress: count });
    }
  });
  await timed('extract', async () => {
    await chooseBackend(nodeBackends(), 'wasm');
    const finder = await loadLandmarkFinder();
    let before = 0;
    for (const { name, kind } of clips) {
      await extractClip(join(out, 'clips', name), join(out, 'faces', name), {
        finder,
        workers,
        signal,
        onProgress: (done) => {
          onProgress((before + done) / total);
        },
      });
      before += lengths[kind];
    }
  });
  const facesOf = (kind: ClipKind) =>
    clips.filter((clip) => clip.kind === kind).map(({ name }) => join(out, 'faces', name)) as [
      string,
      string,
    ];
  const run = join(out, 'run');
  const trained = await timed('train', () =>
    beginRun(facesOf('training'), run, { ...defaultsOf(settings.train), minutes: options.minutes }, true, {
      backend: options.backend,
      workers: options.workers,
      finish: signal,
      onChoice: options.onChoice,
      onLoaded: options.onLoaded,
      onEvent: options.onEvent,
    }),
  );
  const { step, fraction } = trained.progress;
  const look = `janus evaluate ${[run, ...facesOf('driving')].map(asArgument).join(' ')}`;
  if (fraction < 1) {
    throw new Stopped(
      `Stopped at step ${step} of the training, which is saved.`,
      `Go on with it: janus train --resume ${asArgument(run)}. Then see what it can do: ${look}`,
    );
  }
  const ways = { workers, signal, onProgress };
  try {
    signal.throwIfAborted();
    const converted = await timed('convert', () =>
      convertRun(run, facesOf('driving'), defaultsOf(settings.convert), ways),
    );
    const evaluated = await timed('evaluate', () => evaluateConverted(converted, ways));
    return { trained, evaluated, seconds };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Stopped('Stopped. The training is over and saved.', `See what it can do: ${look}`);
  }
}
