import { boxBlur } from './box-blur.ts';
import { CAMERA_DISTANCE } from './camera.ts';
import type { VisibilityBuffer } from './visibility.ts';

/** Depth of the background as far as occlusion is concerned: just behind the head. */
const BACKDROP = CAMERA_DISTANCE + 1.3;
/** Two scales of creases: radius as a part of the head's height, and strength. */
const SCALES = [
  [1 / 50, 2.6],
  [1 / 16, 0.75],
] as const;

/**
 * Ambient occlusion by depth unsharp masking: a pixel deeper than its blurred surroundings lies in a crease
 * and gets less light from all round. After Luft, Colditz and Deussen, "Image enhancement by unsharp masking
 * the depth buffer", 2006.
 */
export class Occlusion {
  /** 1 where light comes from all round, towards 0 in creases; one value a pixel. */
  light = new Float32Array(0);
  #depth = new Float32Array(0);
  #blurred = new Float32Array(0);
  #scratch = new Float32Array(0);

  compute(seen: VisibilityBuffer, size: number, sampling: number, headPixels: number): void {
    const n = size * size;
    if (n > this.light.length) {
      this.light = new Float32Array(n);
      this.#depth = new Float32Array(n);
      this.#blurred = new Float32Array(n);
      this.#scratch = new Float32Array(n);
    }
    const light = this.light;
    const depth = this.#depth;
    const blurred = this.#blurred;
    for (let y = 0; y < size; y++) {
      const row = y * sampling * seen.size;
      for (let x = 0; x < size; x++) {
        const d = seen.depth[row + x * sampling];
        depth[y * size + x] = d < BACKDROP ? d : BACKDROP;
      }
    }
    light.fill(1, 0, n);
    for (const [radius, strength] of SCALES) {
      const r = Math.max(1, Math.floor(headPixels * radius + 0.5));
      blurred.set(n === depth.length ? depth : depth.subarray(0, n));
      boxBlur(blurred, this.#scratch, size, size, r);
      boxBlur(blurred, this.#scratch, size, size, r);
      for (let i = 0; i < n; i++) {
        const sunk = (depth[i] - blurred[i]) * strength;
        if (sunk > 0) light[i] *= 1 - sunk / (1 + 1.6 * sunk);
      }
    }
  }
}
