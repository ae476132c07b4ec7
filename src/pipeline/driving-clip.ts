import { CROP_SIDE } from '../extract/crop.ts';
import { placesOf } from '../extract/alignments.ts';
import { placeEach } from '../extract/places.ts';
import { enlarge, transform } from '../extract/similarity.ts';
import type { TrueCrop } from '../extract/true-crop.ts';
import { faceOf, type FaceSet } from '../train/face-set.ts';
import { loadFaces, type ExtractedClip, type LoadOptions } from './load-faces.ts';
import { masksOf } from './pretrained.ts';

/** A held-out clip of somebody that a run was trained on, and its faces. */
export interface DrivingClip {
  readonly clip: ExtractedClip;
  readonly faces: FaceSet;
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

/** A person's own crop as the answer key of painting them as themselves. */
export function ownCrop({ clip, faces }: DrivingClip, frame: number): TrueCrop {
  const alignment = clip.alignments.frames[frame];
  const toCrop = enlarge(alignment.transform, CROP_SIDE);
  const places = placesOf(alignment);
  const { pixels, mask } = faceOf(faces, frame);
  return {
    pixels: pixels.slice(),
    mask: mask.slice(),
    landmarks: placeEach((name) => transform(toCrop, places[name])),
  };
}
