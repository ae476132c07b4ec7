import { sha256Hex } from '../../clips/manifest.ts';
import type { Host } from '../host.ts';
import type { TrainEvent } from '../../train/fit.ts';
import type { MeanLoss } from '../../train/running-losses.ts';
import { skill } from '../../evaluate/metrics/skill.ts';
import { previewOf } from '../../train/preview.ts';
import { errorAgainstKeys, type ValidationSet } from '../../train/validate.ts';
import { formatMetrics, METRICS_FILE, readMetrics, type Metrics } from './metrics.ts';
import { previewFile, previewsOf } from './previews.ts';
import type { Store } from './store.ts';
import { concat, logHeader, logRecords, logScalars } from './tensorboard.ts';

const MOST_LOG_BYTES = 2 ** 30;

type Scalars = Readonly<Record<string, number>>;
type Reported = Exclude<TrainEvent, { kind: 'checkpoint' }>;

/** TensorBoard finds a log by `tfevents` in its name; there is one for each time that the run was started. */
const isTensorBoardLog = (name: string): boolean => name.includes('tfevents');

/** What TensorBoard groups swap errors under. */
const SWAP_ERROR = 'swap error';
const isOfValidation = (scalar: string): boolean => scalar.startsWith(`${SWAP_ERROR}/`);

/** Logs what a training reports: metrics, TensorBoard's log, previews. */
export class RunLog {
  readonly #host: Host;
  readonly #run: Store;
  readonly #names: readonly string[];
  readonly #validation: readonly ValidationSet[];
  /** Errors of each set's target's mean face. */
  readonly #baselines: readonly number[];
  readonly #tensorBoard = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.janus`;
  /** Everything is written in the order in which it was reported. */
  #queue: Promise<void> = Promise.resolve();
  #last: Metrics | undefined;

  /**
   * @param names of the people, by their numbers.
   * @param meanFaces of the people: [64, 64, 3] values 0 to 255.
   */
  constructor(
    host: Host,
    run: Store,
    names: readonly string[],
    validation: readonly ValidationSet[],
    meanFaces: readonly Float32Array[],
  ) {
    this.#host = host;
    this.#run = run;
    this.#names = names;
    this.#validation = validation;
    this.#baselines = validation.map(({ keys, target }) => errorAgainstKeys(keys, () => meanFaces[target]));
    this.#enqueue(() => run.append(this.#tensorBoard, logHeader(Date.now())));
  }

  /** The last validation. */
  get validation(): Metrics | undefined {
    return this.#last;
  }

  /** Writes a report down. @returns it with names for numbers. */
  write(event: Reported): Metrics {
    const metrics = event.kind === 'step' ? this.#lossesOf(event) : this.#validationOf(event);
    this.#enqueue(() => this.#append(event, metrics));
    return metrics;
  }

  /** Waits until everything is written. @throws InputError, JanusError if something could not be. */
  async flush(): Promise<void> {
    await this.#queue;
  }

  #enqueue(work: () => Promise<void>): void {
    this.#queue = this.#queue.then(work);
    // `flush` reports a failure; until then it must not end the process.
    this.#queue.catch(() => undefined);
  }

  async #append(event: Reported, metrics: Metrics): Promise<void> {
    const {
      step,
      swapErrors = {},
      skill = {},
      losses = {},
      terms = {},
      discriminatorAccuracy = {},
    } = metrics;
    const preview = event.kind === 'step' ? undefined : await this.#previewOf(event);
    const line = { ...metrics, ...(preview && { preview: sha256Hex(preview) }) };
    await this.#run.append(METRICS_FILE, new TextEncoder().encode(formatMetrics(line)));
    // After its digest: if the process is killed in between, no preview is left that the metrics do not know.
    if (preview) await this.#run.write(previewFile(step), preview);
    const scalars = {
      ...prefixed('loss', losses),
      ...Object.fromEntries(
        Object.entries(terms).flatMap(([name, own]) => Object.entries(prefixed(`loss of ${name}`, own))),
      ),
      ...prefixed(SWAP_ERROR, swapErrors),
      ...prefixed('skill', skill),
      ...prefixed('discriminator accuracy', discriminatorAccuracy),
    };
    await this.#run.append(this.#tensorBoard, logScalars(step, scalars, Date.now()));
  }

  #previewOf({ results }: Extract<Reported, { kind: 'validation' }>): Promise<Uint8Array> {
    return this.#host.encodePng(previewOf(this.#validation, results));
  }

  #lossesOf({ progress, losses, imagesPerSecond }: Extract<Reported, { kind: 'step' }>): Metrics {
    const { step, seconds } = progress;
    const named = <Value>(valueOf: (loss: MeanLoss) => Value): Readonly<Record<string, Value>> =>
      Object.fromEntries(losses.map((loss) => [this.#names[loss.person], valueOf(loss)]));
    const areSeveral = losses.some(({ terms }) => Object.keys(terms).length > 1);
    return {
      ...{ step, seconds, losses: named(({ loss }) => loss) },
      ...(areSeveral && { terms: named(({ terms }) => terms) }),
      imagesPerSecond,
    };
  }

  #validationOf({ progress, results }: Extract<Reported, { kind: 'validation' }>): Metrics {
    const { step, seconds } = progress;
    const named = (values: readonly (number | null)[]): Scalars =>
      Object.fromEntries(
        values.flatMap((value, i) => {
          const { source, target } = this.#validation[i];
          return value === null ? [] : [[`${this.#names[source]}→${this.#names[target]}`, value]];
        }),
      );
    const errors = results.map(({ swapError }) => swapError);
    const skills = errors.map((error, i) => skill(error, this.#baselines[i]));
    const accuracies = results.flatMap(({ discriminatorAccuracy }, i) =>
      discriminatorAccuracy === undefined
        ? []
        : [[this.#names[this.#validation[i].source], discriminatorAccuracy] as const],
    );
    this.#last = {
      ...{ step, seconds, swapErrors: named(errors), skill: named(skills) },
      ...(accuracies.length > 0 && { discriminatorAccuracy: Object.fromEntries(accuracies) }),
    };
    return this.#last;
  }
}

const prefixed = (what: string, scalars: Scalars): Scalars =>
  Object.fromEntries(Object.entries(scalars).map(([name, value]) => [`${what}/${name}`, value]));

/**
 * Removes what a run has logged of steps after the one from which it is resumed, from all of its logs, and
 * the validation of that step, since it validates again.
 */
export async function rewindLogs(run: Store, step: number): Promise<void> {
  const isKept = (of: number, isValidation: boolean) => of < step || (of === step && !isValidation);
  // Before their digests: see `RunLog`.
  for (const preview of await previewsOf(run)) {
    if (!isKept(preview.step, true)) await run.remove(preview.path);
  }
  const metrics = (await readMetrics(run)).filter((line) => isKept(line.step, line.swapErrors !== undefined));
  await run.write(METRICS_FILE, new TextEncoder().encode(metrics.map(formatMetrics).join('')));
  for (const name of (await run.list('')).filter(isTensorBoardLog)) {
    const log = await run.read(name, MOST_LOG_BYTES);
    const records = logRecords(log).filter(
      ({ step: of, names }) => names.length === 0 || isKept(of, names.some(isOfValidation)),
    );
    await run.write(name, concat(...records.map(({ start, end }) => log.subarray(start, end))));
  }
}
