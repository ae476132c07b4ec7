import type { Capture } from '../shot/capture.ts';
import type { Vec3 } from '../geometry/vector.ts';

/**
 * Distance of the camera from the middle of the head, in head radii: a portrait lens of about 16 degrees for
 * a head that fills the frame.
 */
export const CAMERA_DISTANCE = 8.2;
/** Height of the average head, chin to crown, in head radii. */
const HEAD_HEIGHT = 2.1;
/** Height on the head that appears at a capture's point (x, y), in head radii. */
const AIM = -0.02;

/** A perspective camera on the z axis: scene coordinates to pixels of a grid of `size` × `size`. */
export class Camera {
  /** Height of the average head in pixels of the picture (not of a finer sampling grid). */
  readonly headPixels: number;
  readonly #focal: number;
  readonly #x: number;
  readonly #y: number;

  /** @param sampling grid cells per side of a pixel. */
  constructor(capture: Capture, size: number, sampling: number) {
    this.headPixels = capture.size * size;
    this.#focal = ((this.headPixels * sampling) / HEAD_HEIGHT) * CAMERA_DISTANCE;
    this.#x = capture.x * size * sampling;
    this.#y = capture.y * size * sampling;
  }

  /** Projects `count` points; `depth` is the distance from the camera's plane. */
  project(
    count: number,
    x: Float64Array,
    y: Float64Array,
    z: Float64Array,
    screenX: Float64Array,
    screenY: Float64Array,
    depth: Float64Array,
  ): void {
    for (let i = 0; i < count; i++) {
      const d = CAMERA_DISTANCE - z[i];
      const k = this.#focal / d;
      screenX[i] = this.#x + x[i] * k;
      screenY[i] = this.#y - (y[i] - AIM) * k;
      depth[i] = d;
    }
  }

  /** One point: grid x, grid y and depth. */
  point([x, y, z]: Vec3): Vec3 {
    const d = CAMERA_DISTANCE - z;
    const k = this.#focal / d;
    return [this.#x + x * k, this.#y - (y - AIM) * k, d];
  }
}
