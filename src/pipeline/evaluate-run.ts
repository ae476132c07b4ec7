import { join, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import type { settings, Values } from '../settings.ts';
import { expectWritable, writeFileAtomic } from '../node/disk/atomic.ts';
import { openDriving, type DrivingClip } from './driving-clip.ts';
import { convertSwap, evaluateSwap, type ConvertedSwap, type Direction } from './evaluate-swap.ts';
import { IdentityGallery } from './identity-gallery.ts';
import { openExtraction, smoothAlignments, type ExtractedClip } from './load-faces.ts';
import { loadRun, type TrainedRun } from './load-run.ts';
import { encodePng } from '../node/media/png.ts';
import { readMeanFace, readMetrics } from '../node/disk/run-folder.ts';
import { numberOf } from './swap-direction.ts';
import { MAX_VIDEO_PIXELS, Video } from '../node/media/video.ts';
import { writeReport } from './write-report.ts';

export interface EvaluateRunOptions {
  /** Threads; all cores if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: (part: number) => void;
  /** Told of checkpoints that could not be read. */
  readonly onWarning?: (what: string) => void;
}

/** Driving clips of two people, swapped in both directions, and a video of it. */
export interface ConvertedRun {
  readonly folder: string;
  readonly swap: TrainedRun;
  readonly converting: Values<typeof settings.convert>;
  /** From the first clip's person to the second's, and back. */
  readonly directions: readonly [ConvertedSwap, ConvertedSwap];
  readonly video: { readonly file: string; readonly film: Uint8Array; readonly still: Uint8Array };
}

/** What an evaluation has found, and where it is written. */
export interface EvaluatedRun {
  readonly swap: TrainedRun;
  readonly directions: readonly [Direction, Direction];
  readonly files: { readonly video: string; readonly report: string; readonly scores: string };
}

/**
 * Swaps held-out clips of two of a run's people, in both directions, and writes `compare.webp` into its folder. The backend must be
 * chosen.
 * @param extractions folders that `janus extract` wrote, of a driving clip of each.
 * @throws InputError for what cannot be read, for a training clip, a clip of somebody else or a frame that Janus did not draw.
 */
export async function convertRun(
  run: string,
  extractions: readonly [string, string],
  converting: Values<typeof settings.convert>,
  { workers, signal, onProgress, onWarning }: EvaluateRunOptions,
): Promise<ConvertedRun> {
  const folder = resolve(run);
  const swap = await loadRun(folder, onWarning);
  const { smooth, ...options } = converting;
  const clips = [
    smoothAlignments(await openExtraction(extractions[0]), smooth),
    smoothAlignments(await openExtraction(extractions[1]), smooth),
  ] as const;
  const people = peopleOf(clips, swap);
  // What the scores and the report will need is looked at before the work.
  for (const person of people) await readMeanFace(folder, person);
  await readMetrics(folder);
  await expectWritable(join(folder, 'compare.webp'));
  const video = filmFor(clips);
  const total = clips.reduce((sum, { manifest }) => sum + 2 * manifest.frames.length, 0);
  let done = 0;
  const count = () => {
    done++;
    onProgress?.(done / total);
  };
  const open = (i: 0 | 1): Promise<DrivingClip> =>
    openDriving(clips[i], people[i], { workers, signal, onProgress: count });
  const driving = [await open(0), await open(1)] as const;
  const direct = (from: 0 | 1): Promise<ConvertedSwap> =>
    convertSwap(swap, driving[from], people[1 - from], {
      options,
      workers,
      signal,
      onFrame: (index, { original, converted, key }) => {
        if (index < video.layout.frames) video.setRow(index, from, original, converted, key.pixels);
        count();
      },
    });
  const directions = [await direct(0), await direct(1)] as const;
  const { width, height, frames } = video.layout;
  const film = await video.encode();
  const still = await encodePng(video.frame(Math.floor(frames / 2)), width, height);
  const file = join(folder, 'compare.webp');
  await writeFileAtomic(file, film);
  return { folder, swap, converting, directions, video: { file, film, still } };
}

/** Scores what was converted, and writes `scores.json` and `report.html` into the run's folder. */
export async function evaluateConverted(
  { folder, swap, converting, directions, video }: ConvertedRun,
  { workers, signal, onProgress }: EvaluateRunOptions,
): Promise<EvaluatedRun> {
  const known = swap.config.people.map(({ identity }) => identity);
  const third = (before: 0 | 1 | 2) => (part: number) => onProgress?.((before + part) / 3);
  const gallery = await IdentityGallery.enroll(known, {
    workers,
    signal,
    onProgress: (done, total) => third(0)(done / total),
  });
  const direct = async (from: 0 | 1): Promise<Direction> =>
    evaluateSwap(swap, directions[from], directions[1 - from].driving, {
      gallery,
      meanFace: await readMeanFace(folder, directions[from].target),
      workers,
      signal,
      onProgress: third(from === 0 ? 1 : 2),
    });
  const scored = [await direct(0), await direct(1)] as const;
  const files = {
    video: video.file,
    report: join(folder, 'report.html'),
    scores: join(folder, 'scores.json'),
  };
  const scores = { converting, directions: scored.map(scoresOf) };
  await writeFileAtomic(files.scores, `${JSON.stringify(scores, null, 2)}\n`);
  await writeReport(files.report, folder, swap, converting, scored, video);
  return { swap, directions: scored, files };
}

/** The people of the clips, by their numbers in the run. @throws InputError unless they are two, in clips that nothing was trained on. */
function peopleOf(clips: readonly ExtractedClip[], { config }: TrainedRun): readonly number[] {
  const people = clips.map(({ manifest, folder }) => numberOf(manifest.identity, config, folder));
  const training = clips.find(({ manifest }) => manifest.kind === 'training');
  if (training) {
    throw new InputError(
      `${training.folder} is a training clip: a swap is scored on frames of clips that nothing was trained on.`,
      'Film one with --kind driving, and extract that.',
    );
  }
  if (people[0] === people[1]) {
    throw new InputError('Both clips are of the same person.', 'Give a clip of each of two people.');
  }
  return people;
}

/** Room for a video of both directions: of all frames, or as many of the first as a video can hold. */
function filmFor(clips: readonly ExtractedClip[]): Video {
  const [{ size, fps }, other] = clips.map(({ manifest }) => manifest);
  if (other.size !== size || other.fps !== fps) {
    throw new InputError(
      'The two clips have frames of different sizes, or not as many a second.',
      'Film them alike: janus film --size, --fps.',
    );
  }
  const [width, height] = [3 * size, 2 * size];
  const frames = Math.min(...clips.map(({ manifest }) => manifest.frames.length));
  return new Video({
    width,
    height,
    frames: Math.min(frames, Math.floor(MAX_VIDEO_PIXELS / (width * height))),
    fps,
  });
}

const scoresOf = ({ source, target, crops, frames, probes }: Direction) => ({
  source,
  target,
  crops,
  frames,
  probes,
});
