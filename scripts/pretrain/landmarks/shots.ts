import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LANDMARKS } from '../../../src/extract/landmark-net.ts';
import { RENDERER_VERSION, type Frame } from '../../../src/faces/index.ts';
import { cachePath } from '../cache.ts';
import { populationShot } from '../population.ts';
import { renderFile } from '../render-file.ts';

const PEOPLE = 6000;
/** Shots of each person. */
const SHOTS = 4;
/** Pixels a side. */
export const SIZE = 128;
/**
 * The chance of an occluder: landmarks behind one are wanted too, and the rest of the face tells where they
 * are.
 */
const OCCLUDED = 0.25;

const PIXEL_BYTES = 3 * SIZE * SIZE;
/** Bytes of a shot: its pixels, then x and y of every landmark as 32-bit floats. */
export const SHOT_BYTES = PIXEL_BYTES + 8 * LANDMARKS;

/** A shot's picture, and where its landmarks are. */
export interface RenderedShot extends Frame {
  /** x and y of every landmark, in pixels. */
  readonly landmarks: Float32Array;
}

/** What is shown in a shot. */
export const shotOf = (index: number) => populationShot(index, SHOTS, 'anywhere', OCCLUDED);

/** All shots: rendered once, then read from a file that is never shipped. */
export async function loadShots(): Promise<RenderedShot[]> {
  const count = PEOPLE * SHOTS;
  const path = cachePath('shots', [RENDERER_VERSION, SIZE, shotOf(0), shotOf(count - 1)]);
  if (!existsSync(path)) {
    const thread = new URL('render-worker', import.meta.url);
    await renderFile(path, { thread, task: undefined, count, size: SHOT_BYTES, what: 'rendering' });
  }
  const { buffer, byteOffset } = await readFile(path);
  return Array.from({ length: count }, (_, index) => {
    const at = byteOffset + index * SHOT_BYTES;
    return {
      size: SIZE,
      pixels: new Uint8Array(buffer, at, PIXEL_BYTES),
      landmarks: new Float32Array(buffer, at + PIXEL_BYTES, 2 * LANDMARKS),
    };
  });
}
