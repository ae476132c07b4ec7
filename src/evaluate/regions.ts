import { expectLength } from '../convert/expect-length.ts';
import { hullMask } from '../convert/mask/hull.ts';
import type { LandmarkPoints } from '../extract/landmark-points.ts';
import type { LandmarkName } from '../faces/landmarks.ts';

/** The parts of a face that are scored apart: a small error shows most in eyes and mouth. */
export const regionNames = ['eyes', 'mouth', 'face'] as const;
export type RegionName = (typeof regionNames)[number];

/**
 * The landmarks around each region, in pieces that are convex: a smile as a whole is not, and its hull would
 * reach the nose. Brows are not part of the eyes: they are large, move by themselves and differ from person
 * to person more than lids do, and their errors would outweigh those of the eyes.
 */
const OUTLINES = {
  eyes: [
    ['eyeLeftOuter', 'eyeLeftTop', 'eyeLeftInner', 'eyeLeftBottom'],
    ['eyeRightInner', 'eyeRightTop', 'eyeRightOuter', 'eyeRightBottom'],
  ],
  mouth: [
    ['mouthLeft', 'mouthTop', 'mouthBottom'],
    ['mouthRight', 'mouthTop', 'mouthBottom'],
  ],
} as const satisfies Record<string, readonly (readonly LandmarkName[])[]>;

/**
 * How far a region reaches beyond the hull of its landmarks, as a part of the crop's side: four points make a
 * diamond, and lids and lips bulge out of it. It is a part of the side, not of the eye, so that a shut eye
 * still has its lids.
 */
const MARGIN = 0.04;

/**
 * Masks of the regions of a face in a crop.
 * @param landmarks in pixels of the crop. @param faceMask [side, side] how much of each pixel is inner face,
 *   0 to 1: what is hidden by hair or glasses belongs to no region.
 * @returns for each region [side, side], 0 to 1, with antialiased edges and nowhere above the face's mask.
 * @throws RangeError if the mask is not of that size.
 */
export function regionMasks(
  landmarks: LandmarkPoints,
  faceMask: Float32Array,
  side: number,
): Record<RegionName, Float32Array<ArrayBuffer>> {
  expectLength('mask of the face', faceMask, side * side);
  const within = (outlines: readonly (readonly LandmarkName[])[]) => {
    const hulls = outlines.map((names) =>
      hullMask(
        names.map((name) => landmarks[name]),
        side,
        side,
        MARGIN * side,
      ),
    );
    return faceMask.map((face, i) => Math.min(face, Math.max(...hulls.map((hull) => hull[i]))));
  };
  return { eyes: within(OUTLINES.eyes), mouth: within(OUTLINES.mouth), face: faceMask.slice() };
}
