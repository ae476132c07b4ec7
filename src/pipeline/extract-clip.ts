import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Manifest } from '../clips/manifest.ts';
import { alignmentOf, type Alignment, type Alignments, type LandmarkSource } from '../extract/alignments.ts';
import { ALIGNMENTS_VERSION, formatAlignments } from '../extract/alignments.ts';
import type { LandmarkFinder } from '../extract/landmark-finder.ts';
import { expectWritable, writeFileAtomic } from '../node/disk/atomic.ts';
import { openClip } from '../node/disk/clip-folder.ts';
import { referTo } from '../node/disk/reference.ts';
import type { FrameTask, SeenFrame } from '../node/threads/frame-worker.ts';
import { allCores, runWorkers } from '../node/threads/worker-pool.ts';

/** The file that extraction writes. */
export const ALIGNMENTS_FILE = 'alignments.json';
/** Frames that the networks look at together. */
const BATCH = 4;

export interface ExtractOptions {
  /** Finds landmarks in pixels; without it, the renderer's own are taken. */
  readonly finder?: LandmarkFinder | undefined;
  /** Threads that render; all cores if left out. */
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was found in a clip. */
export interface Extraction {
  readonly manifest: Manifest;
  /** Of every frame, in order. */
  readonly alignments: Alignments;
  readonly file: string;
}

/**
 * Finds the face in every frame of a clip, each of which is first proven synthetic, and writes `alignments.json`.
 * @param out the folder to write into.
 * @throws InputError if there is no clip; InputError naming the first frame that is not what its manifest describes; the
 * signal's reason when aborted. Nothing is written then.
 */
export async function extractClip(
  path: string,
  out: string,
  options: ExtractOptions = {},
): Promise<Extraction> {
  const { finder, workers = allCores(), signal, onProgress } = options;
  const { folder, manifest } = await openClip(path);
  const file = join(resolve(out), ALIGNMENTS_FILE);
  await expectWritable(file);
  const total = manifest.frames.length;
  const found: Alignment[] = [];
  const waiting: { frame: number; seen: SeenFrame }[] = [];
  let done = 0;
  const lookAtWaiting = () => {
    const batch = waiting.splice(0);
    const faces = finder
      ? finder.find(batch.map(({ seen }) => ({ size: manifest.size, pixels: seen.pixels })))
      : batch.map(({ seen }) => ({ landmarks: seen.landmarks, uncertainty: 0 }));
    faces.forEach((face, i) => {
      const { frame, seen } = batch[i];
      found[frame] = alignmentOf(frame, face, seen.landmarks);
    });
    done += batch.length;
    onProgress?.(done, total);
  };
  await runWorkers<FrameTask, SeenFrame>({
    worker: 'frame-worker',
    data: { task: 'look', manifest, folder },
    items: total,
    workers,
    signal,
    onResult: (frame, seen) => {
      waiting.push({ frame, seen });
      if (waiting.length === BATCH || done + waiting.length === total) lookAtWaiting();
    },
  });
  const landmarks: LandmarkSource = finder ? 'found' : 'truth';
  await mkdir(dirname(file), { recursive: true });
  const alignments: Alignments = {
    formatVersion: ALIGNMENTS_VERSION,
    clip: await referTo(folder, dirname(file)),
    seal: manifest.seal,
    landmarks,
    frames: found,
  };
  await writeFileAtomic(file, formatAlignments(alignments));
  return { manifest, alignments, file };
}
