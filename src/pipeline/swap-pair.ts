import type { Values } from '../setting.ts';
import type { settings } from '../settings.ts';
import { loadDriving, personNumber } from './driving-clip.ts';
import type { ExtractedClip } from './extract.ts';
import type { Host } from './host.ts';
import { IdentityGallery } from './scoring/identity-gallery.ts';
import { withAlignment, type TrainedRun } from './run/load.ts';
import { expectDrivingPair, scoreClip, type Direction } from './score.ts';
import { swapClip, type FrameVersions, type SwappedClip } from './swap.ts';

/** One for each direction: from the first person to the second, and back. */
export type Pair<Of> = readonly [Of, Of];

export interface EvaluateOptions {
  /** Threads; one for each core if left out. */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with how much is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface SwapPairOptions extends EvaluateOptions {
  readonly converting: Values<typeof settings.convert>;
  /** Given the frames of both directions, in order: see `swapClip`. */
  readonly onFrame?: (from: 0 | 1, index: number, frame: FrameVersions) => void;
}

/**
 * Swaps driving clips of two of a run's people with each other, on the backend in use.
 * @throws InputError for a training clip, a clip of somebody else or a frame that Janus did not draw; the
 * signal's reason when aborted.
 */
export async function swapPair(
  host: Host,
  run: TrainedRun,
  clips: Pair<ExtractedClip>,
  {
    converting: { latents, smoothBy, smooth, ...convert },
    workers,
    signal,
    onProgress,
    onFrame,
  }: SwapPairOptions,
): Promise<Pair<SwappedClip>> {
  const aligned = withAlignment(run, latents);
  const people = clips.map(({ clip, name }) => personNumber(run.config, clip.plan.identity, name));
  expectDrivingPair(clips, people);
  const frames = clips.map(({ alignments }) => alignments.frames.length);
  // Each frame is read three times: for its face, for its key, and to put the faces back.
  const total = 3 * (frames[0] + frames[1]);
  let before = 0;
  const stage = (items: number) => {
    const start = before;
    before += items;
    return { workers, signal, onProgress: (done: number) => onProgress?.((start + done) / total) };
  };
  const load = (i: 0 | 1) => loadDriving(host, run, clips[i], { smoothBy, smooth }, stage(frames[i]));
  const driving = [await load(0), await load(1)] as const;
  const swap = (from: 0 | 1) =>
    swapClip(host, aligned, driving[from], people[1 - from], {
      ...stage(2 * frames[from]),
      convert,
      onFrame: (index, frame) => onFrame?.(from, index, frame),
    });
  return [await swap(0), await swap(1)];
}

/** Scores a pair of swapped clips. @throws the signal's reason when aborted. */
export async function scorePair(
  host: Host,
  run: TrainedRun,
  swapped: Pair<SwappedClip>,
  { workers, signal, onProgress }: EvaluateOptions,
): Promise<Pair<Direction>> {
  const gallery = await IdentityGallery.enroll(
    host,
    run.config.people.map(({ identity }) => identity),
    { workers, signal, onProgress: (done, total) => onProgress?.(done / total / 2) },
  );
  try {
    const first = await scoreClip(run, swapped[0], gallery, signal);
    onProgress?.(0.75);
    return [first, await scoreClip(run, swapped[1], gallery, signal)];
  } finally {
    gallery.dispose();
  }
}
