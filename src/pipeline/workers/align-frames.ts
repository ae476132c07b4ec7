import { openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import { alignmentOf, type Alignment, type LandmarkSource } from '../../extract/alignments.ts';
import { CROP_SIDE, cropFace, cropMask } from '../../extract/crop.ts';
import { mapLandmarks, type LandmarkPoints } from '../../extract/landmark-points.ts';
import { scaleSimilarity, transform } from '../../extract/similarity.ts';
import type { ProvenFrame } from '../dataset/drawn-frames.ts';
import { FaceBuffer } from '../dataset/face-buffer.ts';
import type { FrameSource, SourceReference } from '../frame-source.ts';
import type { LoadedFinder } from '../networks/landmark-finder.ts';
import type { KnownFrame } from './pool-tasks.ts';

/** Finds the faces in frames, aligns them and cuts them out, a batch at a time. */
export interface AlignTask {
  readonly kind: 'align';
  /** Each item comes with its frames, or they are read here. */
  readonly source: SourceReference;
  readonly landmarks: LandmarkSource;
  /** The frames of each item, by their numbers in the clip. */
  readonly batches: readonly (readonly number[])[];
}

/** The frames of an item, if the coordinator has them. */
export type AlignInput = readonly KnownFrame[] | undefined;

/** The faces of an item's frames. */
export interface AlignedBatch {
  readonly alignments: readonly Alignment[];
  /** [frames, 64, 64, 3] */
  readonly faces: SealedPixels;
  /** [frames, 64, 64] bytes: how much of each pixel is inner face. */
  readonly masks: Uint8Array;
  /** Where the renderer has put each frame's landmarks, in pixels of its crop. */
  readonly landmarks: readonly LandmarkPoints[];
}

/** What a worker aligns frames with. */
export interface Aligner {
  readonly source: FrameSource;
  /** By which pictures are sealed. */
  readonly key: Uint8Array;
  /** Without it, the landmarks are the renderer's. */
  readonly finder: LoadedFinder | undefined;
}

/**
 * A worker's part in an {@link AlignTask}: one item of it.
 * @throws InputError naming a frame that Janus did not draw.
 */
export async function alignFrames(
  { batches }: AlignTask,
  item: number,
  input: AlignInput,
  { source, key, finder }: Aligner,
): Promise<AlignedBatch> {
  const numbers = batches[item];
  const frames = input ? input.map((known) => openFrame(known, key)) : await readFrames(source, numbers);
  const found = await finder?.find(frames.map(({ proven }) => proven));
  const faces = new FaceBuffer(frames.length, CROP_SIDE);
  const inCrops: LandmarkPoints[] = [];
  const alignments = frames.map(({ proven, faceMask, landmarks: truth }, i) => {
    const face = found?.[i] ?? { landmarks: truth, uncertainty: 0 };
    const alignment = alignmentOf(numbers[i], face, truth);
    const toCrop = scaleSimilarity(alignment.transform, CROP_SIDE);
    inCrops.push(mapLandmarks((name) => transform(toCrop, truth[name])));
    const mask = cropMask(faceMask, proven.width, toCrop, CROP_SIDE);
    faces.set(i, cropFace(proven, toCrop, CROP_SIDE), mask);
    return alignment;
  });
  const { images, masks } = faces.dataset(alignments);
  return { alignments, faces: sealPixels(images, key), masks, landmarks: inCrops };
}

const openFrame = ({ pixels, ...known }: KnownFrame, key: Uint8Array): ProvenFrame => ({
  ...known,
  proven: openPixels(pixels, key),
});

async function readFrames(source: FrameSource, numbers: readonly number[]): Promise<ProvenFrame[]> {
  const frames: ProvenFrame[] = [];
  for (const number of numbers) {
    const { pixels, faceMask, landmarks } = await source.read(number, true);
    frames.push({ proven: pixels, faceMask, landmarks });
  }
  return frames;
}
