import { z } from 'zod';
import { parseJson } from '../../parse-json.ts';
import { parse } from '../../faces/shot/fields.ts';
import { termNames, type TermName } from '../../train/config/names.ts';
import type { Store } from './store.ts';

export const METRICS_FILE = 'metrics.jsonl';
const MOST_METRICS_BYTES = 2 ** 30;

const scalars = z.record(z.string(), z.number()).exactOptional();
const metricsSchema = z.strictObject({
  step: z.int().min(0),
  seconds: z.number(),
  losses: scalars,
  terms: z.record(z.string(), z.record(z.enum(termNames), z.number())).exactOptional(),
  imagesPerSecond: z.number().exactOptional(),
  swapErrors: scalars,
  skill: scalars,
  discriminatorAccuracy: scalars,
  preview: z.string().exactOptional(),
});

/** One line of a run's metrics. */
export interface Metrics {
  readonly step: number;
  /** Seconds of training so far, those before a resumption included. */
  readonly seconds: number;
  /** Each person's mean loss since the last report, by name; the mean absolute error counts from 0 to 1. */
  readonly losses?: Readonly<Record<string, number>>;
  /** The terms of these losses, and the discriminators' own, likewise: of a training that has several. */
  readonly terms?: Readonly<Record<string, Readonly<Partial<Record<TermName, number>>>>>;
  /** On average since the process began to train; validations and checkpoints count as time. */
  readonly imagesPerSecond?: number;
  /** Mean absolute error of each swap of the validation faces, 0 to 255, by `A→B`. */
  readonly swapErrors?: Readonly<Record<string, number>>;
  /** Skill of the same swaps over the mean face: 1 − swap error ÷ error of the mean face. */
  readonly skill?: Readonly<Record<string, number>>;
  /** How often each person's discriminator tells validation faces and their reconstructions apart, by name. */
  readonly discriminatorAccuracy?: Readonly<Record<string, number>>;
  /** SHA-256 of the preview that was written with it. */
  readonly preview?: string;
}

export const formatMetrics = (metrics: Metrics): string => `${JSON.stringify(metrics)}\n`;

/**
 * The metrics of a run. A last line that was cut off, as the process was killed, is left out.
 * @throws InputError naming a line that is no metrics.
 */
export async function readMetrics(run: Store): Promise<Metrics[]> {
  if (!(await run.has(METRICS_FILE))) return [];
  const text = new TextDecoder().decode(await run.read(METRICS_FILE, MOST_METRICS_BYTES));
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line, i) => {
      const what = `${run.locate(METRICS_FILE)}, line ${i + 1}`;
      return parse(metricsSchema, parseJson(line, what), what);
    });
}
