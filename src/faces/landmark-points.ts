import { cos, sin } from './exact/arithmetic.ts';
import { browPoint } from './geometry/hair/brows.ts';
import { EYE_CORNER, type EyeShape } from './geometry/eyes.ts';
import { rotateVector, type Vec3 } from './geometry/vector.ts';
import type { Scene } from './geometry/scene.ts';
import { landmarkNames, type Landmark, type LandmarkName, type Landmarks } from './landmarks.ts';
import { Material } from './material.ts';
import type { Camera } from './raster/camera.ts';
import type { VisibilityBuffer } from './raster/visibility.ts';

/**
 * A surface hides a landmark if it is nearer to the camera by more than this, in head radii: more than the
 * skin curves, less than a rim of glasses stands off.
 */
const TOLERANCE = 0.08;

/**
 * The landmarks of a posed person in the picture.
 * @param sampling cells of `seen` per side of a pixel.
 */
export function findLandmarks(
  scene: Scene,
  camera: Camera,
  seen: VisibilityBuffer,
  sampling: number,
): Landmarks {
  const points = landmarkPoints(scene);
  const found = {} as Record<LandmarkName, Landmark>;
  for (const name of landmarkNames) {
    const [gx, gy, depth] = camera.point(posed(scene, points[name]));
    const column = Math.floor(gx);
    const row = Math.floor(gy);
    const inFrame = column >= 0 && row >= 0 && column < seen.size && row < seen.size;
    const visible = inFrame && isNearest(scene, seen, row * seen.size + column, depth);
    found[name] = { x: gx / sampling, y: gy / sampling, visible };
  }
  return found;
}

/** Whether nothing hides a point of the given depth in a cell. Hair hides what it lies on, however thin. */
function isNearest({ mesh }: Scene, seen: VisibilityBuffer, cell: number, depth: number): boolean {
  const material = mesh.material[seen.triangle[cell]];
  const hair = material === Material.hair || material === Material.hat;
  return seen.depth[cell] > depth - (hair ? 0 : TOLERANCE);
}

/** A point given in the head's own frame, rotated with the head. */
function posed({ rotation, pivot }: Scene, p: Vec3): Vec3 {
  const [x, y, z] = rotateVector(rotation, [p[0] - pivot[0], p[1] - pivot[1], p[2] - pivot[2]]);
  return [x + pivot[0], y + pivot[1], z + pivot[2]];
}

/** The landmarks in the head's own frame, before it turns. */
function landmarkPoints({ person, performance, mouth, motion, eyes }: Scene): Record<LandmarkName, Vec3> {
  const { head, identity } = person;
  const { noseY, eyeY } = head;
  const [left, right] = eyes;
  const brow = (side: -1 | 1, t: number) => browPoint(head, performance, side, t, 0.03);
  const wing = 0.115 * identity.nose.width + 0.06;
  const lips = mouth.line(0);
  return {
    browLeftOuter: brow(-1, 1),
    browLeftMiddle: brow(-1, 0.5),
    browLeftInner: brow(-1, 0),
    browRightInner: brow(1, 0),
    browRightMiddle: brow(1, 0.5),
    browRightOuter: brow(1, 1),
    eyeLeftOuter: corner(left, -1),
    eyeLeftTop: onEye(left, 0, left.upper(0)),
    eyeLeftInner: corner(left, 1),
    eyeLeftBottom: onEye(left, 0, left.lower(0)),
    eyeLeftCentre: onEye(left, 0, 0),
    eyeRightInner: corner(right, -1),
    eyeRightTop: onEye(right, 0, right.upper(0)),
    eyeRightOuter: corner(right, 1),
    eyeRightBottom: onEye(right, 0, right.lower(0)),
    eyeRightCentre: onEye(right, 0, 0),
    noseBridge: motion.at(0, eyeY),
    noseTip: motion.at(0, noseY),
    noseLeft: motion.at(-wing, noseY - 0.04),
    noseRight: motion.at(wing, noseY - 0.04),
    noseBase: motion.at(0, noseY - 0.14),
    mouthLeft: motion.at(-mouth.halfWidth, mouth.line(1)),
    mouthTop: motion.at(0, lips + mouth.openUpper + mouth.upperLip * 0.7),
    mouthRight: motion.at(mouth.halfWidth, mouth.line(1)),
    mouthBottom: motion.at(0, lips - mouth.openLower - mouth.lowerLip),
    lipUpper: motion.at(0, lips + mouth.openUpper),
    lipLower: motion.at(0, lips - mouth.openLower),
    jawLeftUpper: jaw(-0.96, -0.32),
    jawLeftLower: jaw(-0.72, -0.76),
    chin: jaw(0, -0.95),
    jawRightLower: jaw(0.72, -0.76),
    jawRightUpper: jaw(0.96, -0.32),
  };

  /** The corner of the lids at x = ±1, or as near to it as they come out of the skin. */
  function corner(eye: EyeShape, end: -1 | 1): Vec3 {
    for (let t = 1; t > 0.4; t -= 0.04) {
      const point = onEye(eye, end * t, eye.upper(end * t));
      if (point[2] > motion.at(point[0], point[1])[2]) return point;
    }
    return onEye(eye, end * 0.4, eye.upper(end * 0.4));
  }

  /**
   * A point of the jaw at a direction round the head (its sine) and a height as a part of the chin's depth.
   */
  function jaw(sine: number, height: number): Vec3 {
    const point: [number, number, number] = [0, 0, 0];
    const cosine = Math.sqrt(1 - sine * sine);
    const y = height * head.chin;
    head.surface(y, sine, cosine, point);
    motion.move(head.width * sine, y, cosine, point[0], point[1], point[2]);
    return [motion.x, motion.y, motion.z];
  }
}

/**
 * The point of an eyeball at x (−1 left corner, 1 right corner) and an elevation in radians, at the lids'
 * radius.
 */
function onEye({ centre, radius }: EyeShape, x: number, elevation: number): Vec3 {
  const azimuth = x * EYE_CORNER;
  const r = radius * 1.05;
  return [
    centre[0] + r * sin(azimuth),
    centre[1] + r * cos(azimuth) * sin(elevation),
    centre[2] + r * cos(azimuth) * cos(elevation),
  ];
}
