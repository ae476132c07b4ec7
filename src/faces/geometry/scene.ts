import { DEGREE } from '../exact/arithmetic.ts';
import type { Identity } from '../shot/identity.ts';
import { Material } from '../material.ts';
import type { Occluder } from '../shot/occluder.ts';
import type { Performance } from '../shot/performance.ts';
import { addBody } from './body.ts';
import { addBrow } from './hair/brows.ts';
import { Detail } from './detail.ts';
import { addEars } from './ears.ts';
import { addEyeball, addLashes, addLids, EyeShape, gazeDirection } from './eyes.ts';
import { addGlasses } from './glasses.ts';
import { addHairLocks } from './hair/hair-locks.ts';
import { addHairShell, HairShell } from './hair/hair-shell.ts';
import { FaceMotion } from './face-motion.ts';
import { addHead, RestingHead } from './head-mesh.ts';
import { HeadShape } from './head.ts';
import type { Mesh } from './mesh.ts';
import type { Vec3 } from './vector.ts';
import { MouthShape } from './mouth.ts';
import { addOccluder } from './occluder/occluder.ts';
import { rotationMatrix } from './rotation.ts';

/** The point the head turns about: the top of the neck. */
const PIVOT: Vec3 = [0, -0.62, -0.18];

/**
 * The part of a person's geometry that does not depend on the performance: computed once, used for every
 * frame.
 */
export class RestingPerson {
  readonly identity: Identity;
  readonly detail: Detail;
  readonly head: HeadShape;
  readonly skin: RestingHead;
  readonly hair: HairShell | null;

  constructor(identity: Identity, detail: Detail) {
    this.identity = identity;
    this.detail = detail;
    this.head = new HeadShape(identity);
    this.skin = new RestingHead(this.head, detail);
    this.hair = HairShell.of(this.head, detail);
  }
}

/** A person posed by a performance, as a mesh and as the shapes that painting and landmarks refer to. */
export interface Scene {
  readonly mesh: Mesh;
  readonly person: RestingPerson;
  readonly performance: Performance;
  /** What is held before the face; undefined if nothing is. */
  readonly occluder: Occluder | undefined;
  readonly mouth: MouthShape;
  readonly motion: FaceMotion;
  /** Left, then right. */
  readonly eyes: readonly [EyeShape, EyeShape];
  /** Where the eyes look, in the head's frame. */
  readonly gaze: Vec3;
  /** The head's turn: a row-major matrix about {@link pivot}. */
  readonly rotation: readonly number[];
  readonly pivot: Vec3;
  /**
   * Where each part's triangles start. They come in this order: skin of the head, body, eyes with lids, ears,
   * hair, glasses, lashes with brows, and last what is held before the face.
   */
  readonly parts: {
    readonly eyes: number;
    readonly ears: number;
    readonly hair: number;
    readonly glasses: number;
    readonly lashes: number;
    readonly occluder: number;
  };
}

/** Fills `mesh` with the posed person, and with what is held before the face. */
export function buildScene(
  mesh: Mesh,
  person: RestingPerson,
  performance: Performance,
  occluder?: Occluder,
): Scene {
  const { head, detail, identity } = person;
  const mouth = new MouthShape(head, performance);
  const motion = new FaceMotion(head, mouth, performance);
  const eyes = [new EyeShape(head, performance, -1), new EyeShape(head, performance, 1)] as const;
  const rotation = rotationMatrix(performance);
  mesh.clear();
  addHead(mesh, person.skin, motion);
  mesh.rotate(0, rotation, PIVOT);
  addBody(mesh, head, performance.yaw * DEGREE, detail);
  const turning = mesh.vertexCount;
  const parts = { eyes: 0, ears: 0, hair: 0, glasses: 0, lashes: 0, occluder: 0 };
  parts.eyes = mesh.triangleCount;
  for (const eye of eyes) {
    addEyeball(mesh, eye, detail);
    addLids(mesh, eye, detail);
  }
  parts.ears = mesh.triangleCount;
  addEars(mesh, head, detail);
  parts.hair = mesh.triangleCount;
  if (person.hair) {
    addHairShell(mesh, person.hair, identity.hair.style === 'beanie' ? Material.hat : Material.hair);
  }
  addHairLocks(mesh, head, detail);
  parts.glasses = mesh.triangleCount;
  addGlasses(mesh, head, detail);
  parts.lashes = mesh.triangleCount;
  for (const eye of eyes) {
    addLashes(mesh, eye, identity, detail);
    addBrow(mesh, head, performance, eye.side, detail);
  }
  mesh.rotate(turning, rotation, PIVOT);
  parts.occluder = mesh.triangleCount;
  if (occluder) addOccluder(mesh, occluder, detail);
  return {
    mesh,
    person,
    performance,
    occluder,
    mouth,
    motion,
    eyes,
    gaze: gazeDirection(performance),
    rotation,
    pivot: PIVOT,
    parts,
  };
}
