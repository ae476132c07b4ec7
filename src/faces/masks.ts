import { faceRegion } from './geometry/face-region.ts';
import type { Scene } from './geometry/scene.ts';
import { Material } from './material.ts';
import type { VisibilityBuffer } from './raster/visibility.ts';

export interface Masks {
  readonly face: Uint8Array<ArrayBuffer>;
  readonly head: Uint8Array<ArrayBuffer>;
  readonly occluder: Uint8Array<ArrayBuffer>;
}

/**
 * How much of each pixel is inner face, how much is head, and how much is what is held before
 * them, counted over its samples.
 * @param sampling samples a side.
 */
export function drawMasks(scene: Scene, seen: VisibilityBuffer, size: number, sampling: number): Masks {
  const face = new Uint8Array(size * size);
  const head = new Uint8Array(size * size);
  const occluder = new Uint8Array(size * size);
  const full = 255 / (sampling * sampling);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let onFace = 0;
      let onHead = 0;
      let onOccluder = 0;
      for (let row = y * sampling; row < (y + 1) * sampling; row++) {
        for (let cell = row * seen.size + x * sampling, i = 0; i < sampling; i++, cell++) {
          const triangle = seen.triangle[cell];
          if (triangle < 0) continue;
          const material = scene.mesh.material[triangle];
          if (material === Material.occluder) onOccluder++;
          if (material === Material.occluder || material === Material.neck) continue;
          onHead++;
          onFace += innerFace(scene, seen, cell, triangle);
        }
      }
      face[y * size + x] = Math.floor(onFace * full + 0.5);
      head[y * size + x] = Math.floor(onHead * full + 0.5);
      occluder[y * size + x] = Math.floor(onOccluder * full + 0.5);
    }
  }
  return { face, head, occluder };
}

/** How much a visible cell is inner face, 0 to 1. */
function innerFace({ mesh, person }: Scene, seen: VisibilityBuffer, cell: number, triangle: number): number {
  switch (mesh.material[triangle]) {
    case Material.eye:
    case Material.lid:
    case Material.lash:
    case Material.brow:
      return 1;
    case Material.skin:
      return faceRegion(seen.sample(mesh, mesh.v, cell) / person.head.crown, seen.sample(mesh, mesh.w, cell));
    default:
      return 0;
  }
}
