/** Pixels a side of a face, and of all of it. */
export const SIDE = 64;
export const PIXELS = SIDE * SIDE;
/** Bytes of a face: its crop, its mask. */
export const FACE_BYTES = 4 * PIXELS;

/** What a thread that renders faces is told. */
export interface FaceTask {
  /** The number of the first shot, counted through the whole population, and how many there are of each person. */
  readonly first: number;
  readonly shots: number;
  /** The chance that something is held before a face. */
  readonly occluded: number;
}
