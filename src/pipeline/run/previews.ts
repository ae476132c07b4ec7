import { sha256Hex } from '../../clips/manifest.ts';
import { InputError } from '../../errors.ts';
import { readMetrics, type Metrics } from './metrics.ts';
import type { Store } from './store.ts';

const PREVIEWS = 'previews';
const MOST_PREVIEW_BYTES = 2 ** 24;

/** The path of the preview of a step in a run's store. */
export const previewFile = (step: number): string => `${PREVIEWS}/step-${String(step).padStart(8, '0')}.png`;

/** A picture of what the decoders made of the validation faces at a step. */
export interface Preview {
  readonly step: number;
  /** Its path in the run's store. */
  readonly path: string;
}

/**
 * A preview's PNG.
 * @param metrics of its run.
 * @throws InputError if it is not the one that the run has written: it might show anybody.
 */
export async function readPreview(
  run: Store,
  { step, path }: Preview,
  metrics: readonly Metrics[],
): Promise<Uint8Array> {
  const bytes = await run.read(path, MOST_PREVIEW_BYTES);
  if (metrics.some((line) => line.step === step && line.preview === sha256Hex(bytes))) return bytes;
  throw new InputError(
    `${run.locate(path)} is not the preview that the run has written.`,
    'Put the original back, or remove it.',
  );
}

/** The previews of a run, in the order of their steps. */
export async function previewsOf(run: Store): Promise<Preview[]> {
  return (await run.list(PREVIEWS)).flatMap((name) => {
    const step = /^step-(\d+)\.png$/.exec(name)?.[1];
    return step === undefined ? [] : [{ step: Number(step), path: `${PREVIEWS}/${name}` }];
  });
}

/**
 * Makes sure of a run's previews, before work that ends with a report of them.
 * @throws as {@link readPreview}.
 */
export async function expectOwnPreviews(run: Store): Promise<void> {
  const metrics = await readMetrics(run);
  for (const preview of await previewsOf(run)) await readPreview(run, preview, metrics);
}
