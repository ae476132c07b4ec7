import { join, resolve } from 'node:path';
import type { ConvertOptions } from '../convert/convert-frame.ts';
import { InputError } from '../errors.ts';
import { writeFileAtomic } from './atomic.ts';
import { evaluateSwap, openDriving, type Direction, type DrivingClip } from './evaluate-swap.ts';
import { Judges } from './judges.ts';
import { openExtraction, steadied } from './load-faces.ts';
import { openSwap, type Swap } from './open-swap.ts';
import { encodePng } from './png.ts';
import { readAverage } from './run-folder.ts';
import { numberOf } from './swap-direction.ts';
import { MAX_VIDEO_PIXELS, Video } from './video.ts';
import { writeReport } from './write-report.ts';

export interface EvaluateRunOptions {
  readonly options: ConvertOptions;
  readonly smooth: number;
  /** Threads; all cores if left out. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: (part: number) => void;
}

/** What an evaluation has found, and where it is written. */
export interface EvaluatedRun {
  readonly swap: Swap;
  /** From the first clip's person to the second's, and back. */
  readonly directions: readonly [Direction, Direction];
  readonly files: { readonly video: string; readonly report: string; readonly scores: string };
}

/**
 * Scores a run on held-out clips of two of its people, in both directions, and writes `compare.webp`, `scores.json` and
 * `report.html` into its folder. The backend must be chosen.
 * @param extractions folders that `janus extract` wrote, of a driving clip of each.
 * @throws InputError for what cannot be read, for a training clip, a clip of somebody else or a frame that Janus did not draw.
 */
export async function evaluateRun(
  run: string,
  extractions: readonly [string, string],
  { options, smooth, workers, signal, onProgress }: EvaluateRunOptions,
): Promise<EvaluatedRun> {
  const folder = resolve(run);
  const swap = await openSwap(folder);
  const clips = [
    steadied(await openExtraction(extractions[0]), smooth),
    steadied(await openExtraction(extractions[1]), smooth),
  ] as const;
  const people = clips.map(({ manifest, folder: clip }) => numberOf(manifest.identity, swap.config, clip));
  refuseTraining(clips.map(({ manifest, folder: clip }) => ({ kind: manifest.kind, clip })));
  if (people[0] === people[1]) {
    throw new InputError('Both clips are of the same person.', 'Give a clip of each of two people.');
  }
  const [{ size, fps }, other] = clips.map(({ manifest }) => manifest);
  if (other.size !== size) {
    throw new InputError(
      'The two clips have frames of different sizes.',
      'Film them alike: janus film --size.',
    );
  }
  const video = filmFor(size, fps, Math.min(...clips.map(({ manifest }) => manifest.frames.length)));
  const total = clips.reduce((sum, { manifest }) => sum + 2 * manifest.frames.length, 0);
  let done = 0;
  const count = () => onProgress?.(++done / total);
  const driving: DrivingClip[] = [];
  for (const [i, clip] of clips.entries()) driving.push(await openDriving(clip, people[i], signal, count));
  const judges = await Judges.meet(
    swap.config.people.map(({ identity }) => identity),
    workers,
    signal,
  );

  const direct = async (from: 0 | 1) => {
    const to = 1 - from;
    return evaluateSwap(swap, driving[from], driving[to], {
      options,
      judges,
      averageFace: await readAverage(folder, people[to]),
      ...(workers && { workers }),
      signal,
      onFrame: (index, { original, converted, key }) => {
        if (index < video.layout.frames) video.setRow(index, from, original, converted, key.pixels);
        count();
      },
    });
  };
  const directions = [await direct(0), await direct(1)] as const;
  const files = {
    video: join(folder, 'compare.webp'),
    report: join(folder, 'report.html'),
    scores: join(folder, 'scores.json'),
  };
  const film = await video.encode();
  const still = await encodePng(video.frame(Math.floor(video.layout.frames / 2)), 3 * size, 2 * size);
  await writeFileAtomic(files.video, film);
  await writeFileAtomic(files.scores, `${JSON.stringify(directions.map(scoresOf), null, 2)}\n`);
  await writeReport(files.report, folder, swap, directions, film, still);
  return { swap, directions, files };
}

/** Room for a video of both directions: of all frames, or as many of the first as a video can hold. */
function filmFor(size: number, fps: number, frames: number): Video {
  const [width, height] = [3 * size, 2 * size];
  return new Video({
    width,
    height,
    frames: Math.min(frames, Math.floor(MAX_VIDEO_PIXELS / (width * height))),
    fps,
  });
}

/** A score on what was trained on would say nothing. */
function refuseTraining(clips: readonly { readonly kind: string; readonly clip: string }[]): void {
  const training = clips.find(({ kind }) => kind === 'training');
  if (training === undefined) return;
  throw new InputError(
    `${training.clip} is a training clip: a swap is scored on frames of clips that nothing was trained on.`,
    'Film one with --kind driving, and extract that.',
  );
}

const scoresOf = ({ source, target, crops, frames, probes }: Direction) => ({
  source,
  target,
  crops,
  frames,
  probes,
});
