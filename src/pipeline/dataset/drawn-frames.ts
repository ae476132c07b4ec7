import type { ClipPlan } from '../../clips/manifest.ts';
import type { ProvenPixels } from '../../clips/proven-pixels.ts';
import type { Landmarks } from '../../faces/landmarks.ts';

/** A frame that was proven, with what the renderer knows of it. */
export interface ProvenFrame {
  readonly proven: ProvenPixels;
  /** [size, size] bytes: how much of each pixel is inner face. */
  readonly faceMask: Uint8Array;
  /** In pixels of the frame. */
  readonly landmarks: Landmarks;
}

/**
 * The frames of a clip, by number, as this process has just drawn them: the next step need not draw them again
 * to prove them.
 */
export type DrawnFrames = readonly ProvenFrame[];

/** The most bytes of a clip's frames that are kept. */
const MOST_BYTES = 2 ** 28;

/** Whether a clip is small enough that its frames can be kept in memory until the next step. */
export const canKeep = ({ size, frames }: ClipPlan): boolean => 4 * size * size * frames.length <= MOST_BYTES;
