import { appendFile, mkdir } from 'node:fs/promises';
import type { ValidationSet } from '../../train/validate.ts';
import { previewOf } from '../../train/preview.ts';
import type { TrainEvent } from '../../train/fit.ts';
import { explained, writeFileAtomic } from './atomic.ts';
import { EventFile } from './event-file.ts';
import { encodePng } from '../media/png.ts';
import { eventFile, metricsFile, previewFile, type Metrics } from './run-folder.ts';

type Figures = Readonly<Record<string, number>>;

/** Writes down what a training tells: metrics, TensorBoard's events, previews. */
export class RunLog {
  readonly #run: string;
  readonly #names: readonly string[];
  readonly #heldOut: readonly ValidationSet[];
  readonly #events: EventFile;
  /** Everything is written in the order in which it was told. */
  #queue: Promise<void> = Promise.resolve();
  #swapErrors: Figures = {};

  private constructor(
    run: string,
    names: readonly string[],
    validation: readonly ValidationSet[],
    events: EventFile,
  ) {
    this.#run = run;
    this.#names = names;
    this.#heldOut = validation;
    this.#events = events;
  }

  /** @param names of the people, by their numbers. */
  static async open(
    run: string,
    names: readonly string[],
    validation: readonly ValidationSet[],
  ): Promise<RunLog> {
    await mkdir(run, { recursive: true });
    return new RunLog(run, names, validation, await EventFile.create(eventFile(run, Date.now())));
  }

  /** Of the last look, by `A→B`. */
  get swapErrors(): Figures {
    return this.#swapErrors;
  }

  /**
   * Writes news down.
   * @param onFailure called if it cannot be written.
   * @returns the news with names for numbers; nothing for news that is no figures.
   */
  write(events: TrainEvent, onFailure: (error: unknown) => void): Metrics | undefined {
    if (events.kind === 'checkpoint') return undefined;
    const metrics = this.#metricsOf(events);
    const { step, swapErrors = {}, losses = {} } = metrics;
    this.#queue = this.#queue
      .then(async () => {
        await appendFile(metricsFile(this.#run), `${JSON.stringify(metrics)}\n`);
        await this.#events.write(step, { ...named('loss', losses), ...named('swap error', swapErrors) });
        if (events.kind === 'step') return;
        const { pixels, width, height } = previewOf(this.#heldOut, events.results);
        await writeFileAtomic(previewFile(this.#run, step), await encodePng(pixels, width, height));
      })
      .catch((error: unknown) => {
        onFailure(explained(error, metricsFile(this.#run)));
      });
    return metrics;
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#events.close();
  }

  #metricsOf(events: Exclude<TrainEvent, { kind: 'checkpoint' }>): Metrics {
    const { step, seconds } = events.progress;
    const name = (person: number) => this.#names[person];
    if (events.kind === 'step') {
      const losses = Object.fromEntries(events.losses.map((loss, person) => [name(person), loss]));
      return { step, seconds, losses, imagesPerSecond: events.imagesPerSecond };
    }
    this.#swapErrors = Object.fromEntries(
      events.results.map(({ swapError }, i) => {
        const { source, target } = this.#heldOut[i];
        return [`${name(source)}→${name(target)}`, swapError];
      }),
    );
    return { step, seconds, swapErrors: this.#swapErrors };
  }
}

const named = (what: string, figures: Figures): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${what}/${name}`, value]));
