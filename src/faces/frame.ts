import type { Landmarks } from './landmarks.ts';

/** A rendered shot. */
export interface Frame {
  /** Pixels a side. */
  readonly size: number;
  /** RGB, 8 bits a channel, row by row from the top: size × size × 3 bytes. */
  readonly pixels: Uint8Array<ArrayBuffer>;
}

/** A rendered shot with its ground truth, which only the renderer knows. */
export interface TrueFrame extends Frame {
  /**
   * size × size bytes: how much of each pixel (0–255) is inner face: skin, eyes, brows, nose, mouth, beard, as
   * far as nothing hides them.
   */
  readonly faceMask: Uint8Array<ArrayBuffer>;
  /**
   * size × size bytes: how much of each pixel (0–255) is head: the face, and hair, ears, hat and glasses too.
   */
  readonly headMask: Uint8Array<ArrayBuffer>;
  /** size × size bytes: how much of each pixel (0–255) is what is held before the face. */
  readonly occluderMask: Uint8Array<ArrayBuffer>;
  readonly landmarks: Landmarks;
}
