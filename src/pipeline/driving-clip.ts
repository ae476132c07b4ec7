import { CROP_SIDE } from '../extract/crop.ts';
import type { FaceDataset } from '../train/face-dataset.ts';
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
  return { clip, faces, masks: await masksOf(faces), person };
}
