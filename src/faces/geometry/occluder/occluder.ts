import type { Occluder, OccluderKind } from '../../shot/occluder.ts';
import type { Detail } from '../detail.ts';
import type { Mesh } from '../mesh.ts';
import { rotationMatrix } from '../rotation.ts';
import { addFan } from './fan.ts';
import { addMug } from './mug.ts';
import { addSleeve } from './sleeve.ts';

/** How far before the middle of the head the things are held, in head radii: before the tips of most noses. */
const NEAREST = 1.2;
/** How far a thing of the usual size reaches towards the face from its middle, however it is turned. */
const REACH: Readonly<Record<OccluderKind, number>> = { mug: 0.5, fan: 0.3, sleeve: 0.42 };

/**
 * Adds what is held before the face. Each thing is built about its own middle, x right, y up and z towards
 * the camera, in head radii; then it is turned, sized and put in its place.
 */
export function addOccluder(mesh: Mesh, occluder: Occluder, detail: Detail): void {
  const { kind, x, y, size, seed } = occluder;
  const start = mesh.vertexCount;
  switch (kind) {
    case 'mug':
      addMug(mesh, detail);
      break;
    case 'fan':
      addFan(mesh);
      break;
    case 'sleeve':
      addSleeve(mesh, seed, detail);
  }
  mesh.rotate(start, rotationMatrix(occluder), [0, 0, 0]);
  const z = NEAREST + REACH[kind] * size;
  for (let i = start; i < mesh.vertexCount; i++) {
    mesh.x[i] = x + size * mesh.x[i];
    mesh.y[i] = y + size * mesh.y[i];
    mesh.z[i] = z + size * mesh.z[i];
  }
}
