import { loadDriving, personNumber, personNumberOf } from '../pipeline/driving-clip.ts';
import type { ExtractedClip } from '../pipeline/extract.ts';
import { withAlignment, type TrainedRun } from '../pipeline/run/load.ts';
import { swapClip, type SwappedClip } from '../pipeline/swap.ts';
import type { Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { expectOptions, poolOf, settingsWith, type RunOptions } from './options.ts';
import { SwapFilmRecorder, type SwapFilm } from './swap-film.ts';
import { withBackend } from './turns.ts';

/** See `janus convert --help`: mask, colour, blend, sharpen, smooth and so on. */
export type SwapOptions = RunOptions &
  Partial<Values<typeof settings.convert>> & {
    /** The name of the person to decode as; the next person of the run if left out. */
    readonly to?: string;
  };

/** A clip of A with B's face in it. */
export interface Swap extends SwappedClip, SwapFilm {
  /** Names of A and B. */
  readonly from: string;
  readonly to: string;
}

/**
 * Step 3 of a face swap: B's decoder predicts every face of A's clip, and the predicted faces are put back
 * into the frames.
 * @param faces of a clip of somebody the run was trained on.
 * @throws InputError if the run was not trained on these people, a setting is out of range, or a frame is not
 * what Janus drew; the signal's reason when aborted.
 */
export async function swap(run: TrainedRun, faces: ExtractedClip, options: SwapOptions): Promise<Swap> {
  expectOptions(options, ...Object.keys(settings.convert), 'to');
  const { host, to } = options;
  const { latents, smoothBy, smooth, ...convert } = settingsWith(settings.convert, options);
  const aligned = withAlignment(run, latents);
  const { people } = run.config;
  const pool = poolOf(options, 'swap');
  const source = personNumber(run.config, faces.clip.plan.identity, faces.name);
  const target = to === undefined ? (source + 1) % people.length : personNumberOf(run.config, to);
  const recorder = new SwapFilmRecorder(faces.alignments.frames.length, faces.clip.plan.size);
  const result = await withBackend(options, async () => {
    const smoothing = { smoothBy, smooth };
    const driving = await loadDriving(host, run, faces, smoothing, { ...pool, onProgress: undefined });
    return swapClip(host, aligned, driving, target, { ...pool, convert, onFrame: recorder.add });
  });
  return { ...result, ...recorder.film(), from: people[source].name, to: people[target].name };
}
