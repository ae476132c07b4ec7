import { CROP_SIDE } from '../extract/crop.ts';
import { pointsOf } from '../extract/alignments.ts';
import { mapLandmarks } from '../extract/landmark-points.ts';
import { scaleSimilarity, transform } from '../extract/similarity.ts';
import type { GroundTruthCrop } from '../extract/ground-truth-crop.ts';
import { faceAt, type FaceDataset } from '../train/face-dataset.ts';
import { loadFaces, type ExtractedClip, type LoadOptions } from './load-faces.ts';
import { masksOf } from './pretrained.ts';

/** A held-out clip of somebody that a run was trained on, and its faces. */
export interface DrivingClip {
  readonly clip: ExtractedClip;
  readonly faces: FaceDataset;
  /** [frames, 64, 64] bytes: what of each crop is inner face, as a network sees it. */
  readonly masks: Uint8Array;
  /** The person's number in the run. */
  readonly person: number;
}

/** Loads what is to be swapped. @throws as {@link loadFaces}. */
export async function openDriving(
  clip: ExtractedClip,
  person: number,
  options?: LoadOptions,
): Promise<DrivingClip> {
  const faces = await loadFaces(clip, CROP_SIDE, options);
  return { clip, faces, masks: await masksOf(faces, options?.signal), person };
}

/** A person's own crop as the answer key of painting them as themselves. */
export function ownCrop({ clip, faces }: DrivingClip, frame: number): GroundTruthCrop {
  const alignment = clip.alignments.frames[frame];
  const toCrop = scaleSimilarity(alignment.transform, CROP_SIDE);
  const places = pointsOf(alignment);
  const { pixels, mask } = faceAt(faces, frame);
  return {
    pixels: pixels.slice(),
    mask: mask.slice(),
    landmarks: mapLandmarks((name) => transform(toCrop, places[name])),
  };
}
