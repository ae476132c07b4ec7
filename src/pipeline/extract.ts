import { sha256Hex } from '../clips/manifest.ts';
import type { SmoothingMethod } from '../convert/names.ts';
import { smoothCorners } from '../convert/smooth/smooth-corners.ts';
import { smoothTransforms } from '../convert/smooth/smooth-transforms.ts';
import {
  ALIGNMENTS_VERSION,
  type Alignment,
  type Alignments,
  type LandmarkSource,
} from '../extract/alignments.ts';
import { CROP_SIDE, cropFace, cropMask } from '../extract/crop.ts';
import type { LandmarkPoints } from '../extract/landmark-points.ts';
import { scaleSimilarity } from '../extract/similarity.ts';
import { expectDataset, type FaceDataset } from '../train/dataset/face-dataset.ts';
import { FaceBuffer } from './dataset/face-buffer.ts';
import type { Clip, FrameSource } from './frame-source.ts';
import type { Host } from './host.ts';
import { threadsInMemory } from './workers/compute.ts';
import type { AlignInput } from './workers/align-frames.ts';
import { runFrames, type PoolOptions } from './workers/pool.ts';

/** Frames per batch of the networks. */
const BATCH = 16;
/** Batches that a further thread must have: for fewer, it takes longer to load its networks than it saves. */
const LEAST_BATCHES = 4;

/** A clip, and where the face is in each of its frames. */
export interface ExtractedClip {
  readonly clip: Clip;
  readonly alignments: Alignments;
  /** How it is named in messages: a folder, or a person. */
  readonly name: string;
  /** The aligned faces, where extraction has just cut them out; else they are cut when they are wanted. */
  readonly faces?: FaceDataset;
}

/** Faces cut out of frames by the landmarks found in them. */
export interface AlignedFaces {
  readonly alignments: readonly Alignment[];
  readonly faces: FaceDataset;
  /** Where the renderer has put each frame's landmarks, in pixels of its crop. */
  readonly landmarks: readonly LandmarkPoints[];
}

export interface ExtractOptions extends PoolOptions {
  /** Where landmarks come from; the networks if left out. */
  readonly landmarks?: LandmarkSource;
}

/**
 * Finds the face in every frame of a clip, each of which is first proven synthetic, aligns it and cuts it
 * out. The networks run on WebAssembly.
 * @param name how the clip is named in messages.
 * @throws InputError naming the first frame that is not what its manifest describes; the signal's reason when
 * aborted.
 */
export async function extractClip(
  host: Host,
  clip: Clip,
  name: string,
  { landmarks = 'found', ...pool }: ExtractOptions = {},
): Promise<ExtractedClip> {
  const { alignments, faces } = await alignFaces(host, clip, landmarks, pool);
  const { seal } = clip.plan;
  return {
    clip: withoutFrames(clip),
    name,
    alignments: { formatVersion: ALIGNMENTS_VERSION, clip: name, seal, landmarks, frames: [...alignments] },
    faces,
  };
}

/** A clip whose frames are drawn again if they are wanted once more: its faces are all that a training needs. */
const withoutFrames = ({ drawn, ...clip }: Clip): Clip =>
  clip.plan.kind === 'driving' && drawn ? { ...clip, drawn } : clip;

export interface AlignOptions extends PoolOptions {
  /** Which frames, by their numbers; all of them if left out. */
  readonly frames?: readonly number[];
}

/** Finds, aligns and cuts out the faces in frames of a source. @throws as {@link extractClip}. */
export async function alignFaces(
  host: Host,
  source: FrameSource,
  landmarks: LandmarkSource,
  { frames = source.plan.frames.map((_, i) => i), ...pool }: AlignOptions = {},
): Promise<AlignedFaces> {
  const batches = Array.from({ length: Math.ceil(frames.length / BATCH) }, (_, i) =>
    frames.slice(BATCH * i, BATCH * (i + 1)),
  );
  const { drawn } = source;
  const alignments: Alignment[] = [];
  const inCrops: LandmarkPoints[] = [];
  const faces = new FaceBuffer(frames.length, CROP_SIDE);
  let done = 0;
  await runFrames(
    host,
    {
      task: () => ({ kind: 'align', source: source.reference, landmarks, batches }),
      items: batches.length,
      input: (item, seal): AlignInput =>
        drawn &&
        batches[item].map((frame) => {
          const { proven, ...known } = drawn[frame];
          return { ...known, pixels: seal(proven) };
        }),
      onResult: (item, batch, open) => {
        const first = BATCH * item;
        batch.alignments.forEach((alignment, i) => {
          alignments[first + i] = alignment;
          inCrops[first + i] = batch.landmarks[i];
        });
        faces.set(first, open(batch.faces), batch.masks);
        done += batches[item].length;
      },
    },
    {
      ...pool,
      workers: pool.workers ?? Math.min(threadsInMemory(host), Math.ceil(batches.length / LEAST_BATCHES)),
      onProgress: () => pool.onProgress?.(done, frames.length),
    },
  );
  return { alignments, faces: faces.dataset(alignments), landmarks: inCrops };
}

/**
 * The aligned faces of a clip, [frames, 64, 64, 3]: those that extraction has just cut out, else cut out as
 * the alignments say. Every frame is proven synthetic on the way.
 * @throws InputError naming a frame that Janus did not draw; the signal's reason when aborted.
 */
export async function loadFaces(
  host: Host,
  { clip, alignments, faces }: ExtractedClip,
  pool?: PoolOptions,
): Promise<FaceDataset> {
  if (faces) {
    expectDataset(faces);
    pool?.onProgress?.(faces.count, faces.count);
    return faces;
  }
  const count = alignments.frames.length;
  const cut = new FaceBuffer(count, CROP_SIDE);
  const transforms = alignments.frames.map(({ transform: toCrop }) => scaleSimilarity(toCrop, CROP_SIDE));
  if (clip.drawn) {
    for (const [index, { proven, faceMask }] of clip.drawn.entries()) {
      const toCrop = transforms[index];
      cut.set(
        index,
        cropFace(proven, toCrop, CROP_SIDE),
        cropMask(faceMask, proven.width, toCrop, CROP_SIDE),
      );
    }
    pool?.onProgress?.(count, count);
    return cut.dataset(alignments.frames);
  }
  await runFrames(
    host,
    {
      task: () => ({ kind: 'crop', source: clip.reference, transforms, side: CROP_SIDE }),
      items: count,
      onResult: (index, { pixels, mask }, open) => {
        cut.set(index, open(pixels), mask);
      },
    },
    pool,
  );
  return cut.dataset(alignments.frames);
}

/** How alignments are smoothed over time. */
export interface Smoothing {
  /** By a Gaussian (see `smoothTransforms`), or by Kalman filters (see `smoothCorners`). */
  readonly smoothBy: SmoothingMethod;
  /** The Gaussian's standard deviation in frames; 0 leaves everything as it is, whichever smooths. */
  readonly smooth: number;
}

/**
 * The same clip with its alignments smoothed over time. Faces must be cut out and put back by the same
 * alignments: a decoder reproduces where in its crop a face stands, so a face that is put back elsewhere jitters
 * even more.
 */
export function smoothAlignments(extracted: ExtractedClip, { smoothBy, smooth }: Smoothing): ExtractedClip {
  if (smooth === 0) return extracted;
  const { frames } = extracted.alignments;
  const found = frames.map((frame) => frame.transform);
  const transforms = smoothBy === 'kalman' ? smoothCorners(found, 1) : smoothTransforms(found, 1, smooth);
  const smoothed = frames.map((frame, i) => ({ ...frame, transform: transforms[i] }));
  const { clip, name, alignments } = extracted;
  // Without its faces: they were cut out by the alignments as they were.
  return { clip, name, alignments: { ...alignments, frames: smoothed } };
}

/** A digest by which a run recognizes an extraction: SHA-256 of everything that its faces depend on. */
export const extractionDigest = ({ alignments: { seal, landmarks, frames } }: ExtractedClip): string =>
  sha256Hex(new TextEncoder().encode(JSON.stringify({ seal, landmarks, frames })));
