import { directionScores, type DirectionScores } from '../evaluate/direction-scores.ts';
import type { Identity } from '../faces/shot/identity.ts';
import {
  demoSteps,
  drivingFrames,
  runDemo,
  type DemoOptions as PipelineDemoOptions,
  type DemoStep,
} from '../pipeline/demo.ts';
import { findPerson, type Person } from '../pipeline/people.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import type { Store } from '../pipeline/run/store.ts';
import type { Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { expectOptions, settingsWith, workersOf, type RunOptions, type Step } from './options.ts';
import { SwapFilmRecorder, type SwapFilm } from './swap-film.ts';
import { trainingEvents } from './train.ts';
import { inTurn } from './turns.ts';

/** See `janus demo --help`: start, minutes, frames and size. */
export type DemoOptions = RunOptions &
  Partial<Values<typeof settings.demo>> & {
    /** Where the run is kept; in memory if left out. */
    readonly store?: Store;
  };

/** Two people, swapped with each other. */
export interface Demo {
  /** The caller disposes of it. */
  readonly run: TrainedRun;
  /** From the first person to the second, and back. */
  readonly films: readonly [SwapFilm, SwapFilm];
  readonly scores: readonly [DirectionScores, DirectionScores];
}

const STEPS: Readonly<Record<DemoStep, Step>> = {
  film: 'film',
  extract: 'extract',
  train: 'train',
  convert: 'swap',
  evaluate: 'score',
};

/**
 * All steps of a face swap: films two people, extracts their faces, trains, swaps clips that nothing was
 * trained on, and scores them.
 * @param a a cast name, `seed:123`, or an identity. @param b likewise, the other person.
 * @throws what the steps throw: before the training the signal's reason when aborted; from then on Stopped,
 * after the run was saved in its store.
 */
export async function demo(a: string | Identity, b: string | Identity, options: DemoOptions): Promise<Demo> {
  expectOptions(options, ...Object.keys(settings.demo), 'store');
  const { host, backend = 'auto', signal, onEvent, store } = options;
  const chosen = settingsWith(settings.demo, options);
  const frames = drivingFrames(chosen.frames);
  const recorders = [
    new SwapFilmRecorder(frames, chosen.size),
    new SwapFilmRecorder(frames, chosen.size),
  ] as const;
  let step: DemoStep = demoSteps[0];
  const people = [await resolvePerson(options, a), await resolvePerson(options, b)] as const;
  const stepped: PipelineDemoOptions = {
    ...chosen,
    ...trainingEvents(options),
    workers: workersOf(options),
    backend,
    ...(store && { keep: { run: store } }),
    signal,
    onStep: (next) => {
      step = next;
    },
    onProgress: (fraction) => {
      onEvent?.({ kind: 'progress', step: STEPS[step], fraction });
    },
    onFrame: (from, index, frame) => {
      recorders[from].add(index, frame);
    },
  };
  const { run, directions } = await inTurn(() => runDemo(host, people, stepped), signal);
  const names = run.config.people.map(({ name }) => name);
  return {
    run,
    films: [recorders[0].film(), recorders[1].film()],
    scores: [
      directionScores(names[0], names[1], directions[0]),
      directionScores(names[1], names[0], directions[1]),
    ],
  };
}

const resolvePerson = ({ host }: RunOptions, who: string | Identity): Promise<Person> =>
  typeof who === 'string'
    ? findPerson(host, who)
    : Promise.resolve({ label: 'somebody', about: 'an identity', identity: who });
