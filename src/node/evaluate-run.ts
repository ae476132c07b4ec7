import { join, resolve } from 'node:path';
import { pixelsOf } from '../clips/proven-pixels.ts';
import { directionScores, type DirectionScores } from '../evaluate/direction-scores.ts';
import { InputError } from '../errors.ts';
import { scorePair, swapPair, type EvaluateOptions, type Pair } from '../pipeline/swap-pair.ts';
import type { ExtractedClip } from '../pipeline/extract.ts';
import type { Host } from '../pipeline/host.ts';
import { reportOf } from '../pipeline/scoring/report.ts';
import { loadRun, type TrainedRun } from '../pipeline/run/load.ts';
import { expectOwnPreviews } from '../pipeline/run/previews.ts';
import type { Direction } from '../pipeline/score.ts';
import type { FrameVersions } from '../pipeline/swap.ts';
import type { Values } from '../setting.ts';
import type { settings } from '../settings.ts';
import { expectWritable, writeFileAtomic } from './disk/atomic.ts';
import { folderStore } from './disk/folder-store.ts';
import { encodePng } from './media/png.ts';
import { MAX_VIDEO_PIXELS, Video } from './media/video.ts';
import { versions } from './backends/machine.ts';

const SCORES_FILE = 'scores.json';

type Converting = Values<typeof settings.convert>;

/** The scores of an evaluation, and the paths of its files. */
export interface EvaluatedRun {
  readonly scores: Pair<DirectionScores>;
  readonly files: { readonly video: string; readonly report: string; readonly scores: string };
}

export interface EvaluateRunOptions extends EvaluateOptions {
  readonly converting: Converting;
  /** Called for checkpoints that could not be read. */
  readonly onWarning?: (what: string) => void;
}

/**
 * Swaps driving clips of two of a run's people, scores both directions, and writes `compare.webp`,
 * `scores.json` and `report.html` into the run's folder. The backend must be chosen.
 * @throws InputError, before anything is swapped, for what cannot be read, or written there, for a training
 * clip, a clip of somebody else, a preview that the run has not written; for a frame that Janus did not draw.
 */
export async function evaluateRun(
  host: Host,
  path: string,
  clips: Pair<ExtractedClip>,
  { converting, onWarning, onProgress, ...options }: EvaluateRunOptions,
): Promise<EvaluatedRun> {
  const run = await loadRun(folderStore(path), onWarning);
  try {
    await expectWritable(join(resolve(path), SCORES_FILE));
    await expectOwnPreviews(run.store);
    const film = new CompareFilm(clips);
    const part = (before: number, of: number) => (fraction: number) => onProgress?.(before + of * fraction);
    const swapped = await swapPair(host, run, clips, {
      ...options,
      converting,
      onProgress: part(0, 0.8),
      onFrame: film.add,
    });
    const directions = await scorePair(host, run, swapped, { ...options, onProgress: part(0.8, 0.2) });
    return await writeEvaluation(host, path, run, directions, converting, film);
  } finally {
    run.dispose();
  }
}

/** Writes the results of an evaluation into the run's folder. */
export async function writeEvaluation(
  host: Host,
  path: string,
  run: TrainedRun,
  directions: Pair<Direction>,
  converting: Converting,
  film: CompareFilm,
): Promise<EvaluatedRun> {
  const folder = resolve(path);
  const name = (person: number) => run.config.people[person].name;
  const scoresOf = (direction: Direction) =>
    directionScores(name(direction.driving.person), name(direction.target), direction);
  const scores = [scoresOf(directions[0]), scoresOf(directions[1])] as const;
  const files = {
    video: join(folder, 'compare.webp'),
    report: join(folder, 'report.html'),
    scores: join(folder, SCORES_FILE),
  };
  const { animation, still } = await film.encode();
  await writeFileAtomic(files.video, animation);
  await writeFileAtomic(files.scores, `${JSON.stringify({ converting, directions: scores }, null, 2)}\n`);
  const { node, tensorflow } = versions();
  const report = await reportOf(host, run, directions, {
    converting,
    film: { animation, still },
    provenance: [
      { name: 'Node.js', value: node },
      { name: 'TensorFlow.js', value: tensorflow },
    ],
  });
  await writeFileAtomic(files.report, report);
  return { scores, files };
}

/**
 * A video of both directions: as filmed, swapped, and the answer key; of all frames, or as many of the first
 * as a video can hold.
 */
export class CompareFilm {
  readonly #video: Video;

  /** @throws InputError if the clips are not filmed alike. */
  constructor(clips: Pair<ExtractedClip>) {
    const [{ size, fps }, other] = clips.map(({ clip }) => clip.plan);
    if (other.size !== size || other.fps !== fps) {
      throw new InputError(
        'The two clips have frames of different sizes, or not as many a second.',
        'Film them alike: janus film --size, --fps.',
      );
    }
    const [width, height] = [3 * size, 2 * size];
    const frames = Math.min(...clips.map(({ clip }) => clip.plan.frames.length));
    this.#video = new Video({
      width,
      height,
      frames: Math.min(frames, Math.floor(MAX_VIDEO_PIXELS / (width * height))),
      fps,
    });
  }

  /** Takes a frame of one direction: see `swapPair`. */
  readonly add = (from: 0 | 1, index: number, { original, converted, key }: FrameVersions): void => {
    if (index >= this.#video.layout.frames) return;
    this.#video.setRow(index, from, pixelsOf(original), pixelsOf(converted[0]), pixelsOf(key.pixels));
  };

  /** As an animated WebP, and one frame of it as a PNG. */
  async encode(): Promise<{ readonly animation: Uint8Array; readonly still: Uint8Array }> {
    const { width, height, frames } = this.#video.layout;
    return {
      animation: await this.#video.encode(),
      still: await encodePng(this.#video.frame(Math.floor(frames / 2)), width, height),
    };
  }
}
