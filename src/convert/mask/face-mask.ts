import type { LandmarkPoints } from '../../extract/landmark-points.ts';
import { scaleOf, type Point, type Similarity } from '../../extract/similarity.ts';
import type { LandmarkName } from '../../faces/landmarks.ts';
import type { Box } from '../place-crop.ts';
import { hullMask } from './hull.ts';
import { erode, feather } from './mask.ts';

/**
 * How far the mask reaches above the brows, relative to the distance from the nose's base to its bridge. The
 * forehead reaches farther, but often under a fringe; half of it has the lowest error over the whole frame.
 */
const FOREHEAD = 0.15;
/**
 * How far the mask reaches around the landmarks, as a part of the crop's side: those of the jaw lie far
 * apart, and the jaw is round between them.
 */
const MARGIN = 0.03;
const BROWS = [
  'browLeftOuter',
  'browLeftMiddle',
  'browLeftInner',
  'browRightInner',
  'browRightMiddle',
  'browRightOuter',
] as const satisfies readonly LandmarkName[];

/** The landmarks, and points on the forehead above them, which has no landmarks. */
export function outlineOf(landmarks: LandmarkPoints): Point[] {
  const { noseBridge, noseBase } = landmarks;
  const up = { x: FOREHEAD * (noseBridge.x - noseBase.x), y: FOREHEAD * (noseBridge.y - noseBase.y) };
  const forehead = BROWS.map((name) => ({ x: landmarks[name].x + up.x, y: landmarks[name].y + up.y }));
  return [...Object.values(landmarks), ...forehead];
}

/** How a mask's edge is made, in parts of the crop's side. */
export interface MaskEdge {
  /** By how much the mask shrinks. */
  readonly erode: number;
  /** Over how much it fades, as a standard deviation. */
  readonly feather: number;
}

/**
 * The hull of the landmarks and the forehead, with a margin, in a box of the frame: [height, width], 0 to 1.
 * @param toCrop from pixels of the frame to a crop of `side` pixels.
 */
export function hullIn(
  landmarks: LandmarkPoints,
  { left, top, width, height }: Box,
  toCrop: Similarity,
  side: number,
): Float32Array<ArrayBuffer> {
  const points = outlineOf(landmarks).map(({ x, y }) => ({ x: x - left, y: y - top }));
  return hullMask(points, width, height, (MARGIN * side) / scaleOf(toCrop));
}

/** Shrinks a mask and fades its edge. @param toCrop from pixels of the frame to a crop of `side` pixels. */
export function softened(
  mask: Float32Array,
  { width, height }: Box,
  toCrop: Similarity,
  side: number,
  edge: MaskEdge,
): Float32Array<ArrayBuffer> {
  const pixels = side / scaleOf(toCrop);
  const smaller = edge.erode > 0 ? erode(mask, width, height, edge.erode * pixels) : mask;
  return feather(smaller, width, height, edge.feather * pixels);
}
