import { landmarkNames, type LandmarkName } from '../faces/landmarks.ts';
import type { Point } from './similarity.ts';

/** Where each landmark is: in pixels of a frame, or of a crop. */
export type LandmarkPoints = Readonly<Record<LandmarkName, Point>>;

/**
 * A point for each landmark.
 * @param pointOf is given the landmark's name and its index in `landmarkNames`.
 */
export const mapLandmarks = (pointOf: (name: LandmarkName, index: number) => Point): LandmarkPoints =>
  Object.fromEntries(landmarkNames.map((name, i) => [name, pointOf(name, i)])) as Record<LandmarkName, Point>;

/** Pixels from the middle of one eye to that of the other. */
export function eyeDistance({ eyeLeftCentre, eyeRightCentre }: LandmarkPoints): number {
  const x = eyeRightCentre.x - eyeLeftCentre.x;
  const y = eyeRightCentre.y - eyeLeftCentre.y;
  return Math.sqrt(x * x + y * y);
}
