import type { BackendChoice } from '../engine/backend/choose-backend.ts';
import type { BackendOption } from '../engine/backend/backend-name.ts';
import { nearest } from '../clips/nearest.ts';
import { InputError } from '../errors.ts';
import type { Host } from '../pipeline/host.ts';
import type { Metrics } from '../pipeline/run/metrics.ts';
import type { PoolOptions } from '../pipeline/workers/pool.ts';
import { parseSetting, type Settings, type Values } from '../setting.ts';
import { settings } from '../settings.ts';

/** The steps of a face swap, in order, and the score. */
export type Step = 'film' | 'extract' | 'train' | 'swap' | 'score';

/** What happens while a step runs. */
export type StepEvent =
  /**
   * How much of the step is done, 0 to 1. Of a training: how many of its faces are loaded; from then on its
   * metrics say how far it is.
   */
  | { readonly kind: 'progress'; readonly step: Step; readonly fraction: number }
  /** The backend that a training computes on, and the number of threads. */
  | {
      readonly kind: 'backend';
      readonly step: 'train';
      readonly choice: BackendChoice;
      readonly workers: number;
    }
  /** A report of a training: losses, or a validation; and how much of the training is done, 0 to 1. */
  | { readonly kind: 'metrics'; readonly step: 'train'; readonly metrics: Metrics; readonly fraction: number }
  /** A problem that did not stop the step, in a sentence. */
  | { readonly kind: 'warning'; readonly step: Step; readonly message: string };

/** The options of every step. */
export interface RunOptions {
  /** The host it runs on: `nodeHost()` of janus-faceswap/node, `webHost()` of janus-faceswap/web. */
  readonly host: Host;
  /** Threads: a whole number from 1 to 256; one for each core if left out or 0. */
  readonly workers?: number;
  /** The TensorFlow.js backend; the best that runs on this machine if left out. */
  readonly backend?: BackendOption;
  /**
   * Stops the step, or its waiting for another: it throws the signal's reason. A training that has begun
   * saves instead, and returns the run so far.
   */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: StepEvent) => void;
}

/**
 * The options of a pool of threads, whose progress is reported as events.
 * @throws InputError if the number of threads is out of range.
 */
export const poolOf = (options: RunOptions, step: Step): PoolOptions => ({
  workers: workersOf(options) || undefined,
  signal: options.signal,
  onProgress: (done, total) => {
    options.onEvent?.({ kind: 'progress', step, fraction: done / total });
  },
});

/** The number of threads, 0 for one for each core. @throws InputError if it is out of range. */
export const workersOf = (options: Pick<RunOptions, 'workers'>): number =>
  settingsWith({ workers: settings.compute.workers }, options).workers;

/** The options of every step, by name. */
const RUN_OPTIONS = [
  'host',
  'workers',
  'backend',
  'signal',
  'onEvent',
] as const satisfies readonly (keyof RunOptions)[];

/**
 * Makes sure that there are no options but those of every step and some more: notebooks and scripts have no
 * compiler that would find a misspelt one.
 * @throws InputError naming the option, and the one that was probably meant.
 */
export function expectOptions(options: object, ...more: readonly string[]): void {
  const known = [...RUN_OPTIONS, ...more];
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  throw new InputError(
    `There is no option ${JSON.stringify(unknown)} here.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    `The options are ${known.join(', ')}.`,
  );
}

/**
 * Settings with the defaults of what was left out.
 * @throws InputError naming a setting that is out of range.
 */
export function settingsWith<Table extends Settings>(table: Table, given: object): Values<Table> {
  return Object.fromEntries(
    Object.entries(table).map(([name, setting]) => {
      const value = (given as Readonly<Record<string, string | number | boolean | undefined>>)[name];
      return [name, value === undefined ? setting.default : parseSetting(setting, String(value), name)];
    }),
  ) as Values<Table>;
}
