import type { LandmarkName } from '../faces/landmarks.ts';
import type { Point } from './similarity.ts';

/** Pixels from the middle of one eye to that of the other. */
export function eyeDistance({
  eyeLeftCentre,
  eyeRightCentre,
}: Readonly<Record<LandmarkName, Point>>): number {
  const x = eyeRightCentre.x - eyeLeftCentre.x;
  const y = eyeRightCentre.y - eyeLeftCentre.y;
  return Math.sqrt(x * x + y * y);
}
