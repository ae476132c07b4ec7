import { cos, sin } from './exact/arithmetic.ts';
import { browPoint } from './geometry/brows.ts';
import { EYE_CORNER, type EyeShape } from './geometry/eyes.ts';
import { rotateVector, type Vec3 } from './geometry/mesh.ts';
import type { Scene } from './geometry/scene.ts';
import { landmarkNames, type Landmark, type LandmarkName, type Landmarks } from './landmarks.ts';
import type { Camera } from './raster/camera.ts';
import type { VisibilityBuffer } from './raster/visibility.ts';

/** A landmark is hidden by what is this much nearer, in head radii: more than skin curves, less than a rim stands off. */
const TOLERANCE = 0.08;

/** Where the lids' corners show, as a part of the way to where they meet under the skin. */
const CORNER = 0.9;

/** The landmarks of a posed person in the picture. @param sampling grid cells a pixel has a side in `seen`. */
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
    const visible = inFrame && seen.depth[row * seen.size + column] > depth - TOLERANCE;
    found[name] = { x: gx / sampling, y: gy / sampling, visible };
  }
  return found;
}

/** A point of the head's own frame, turned with the head. */
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
    eyeLeftOuter: onEye(left, -CORNER, left.upper(-CORNER)),
    eyeLeftTop: onEye(left, 0, left.upper(0)),
    eyeLeftInner: onEye(left, CORNER, left.upper(CORNER)),
    eyeLeftBottom: onEye(left, 0, left.lower(0)),
    eyeLeftCentre: onEye(left, 0, 0),
    eyeRightInner: onEye(right, -CORNER, right.upper(-CORNER)),
    eyeRightTop: onEye(right, 0, right.upper(0)),
    eyeRightOuter: onEye(right, CORNER, right.upper(CORNER)),
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

  /** A point of the jaw at a direction round the head (its sine) and a height as a part of the chin's depth. */
  function jaw(sine: number, height: number): Vec3 {
    const point: [number, number, number] = [0, 0, 0];
    const cosine = Math.sqrt(1 - sine * sine);
    const y = height * head.chin;
    head.surface(y, sine, cosine, point);
    motion.move(head.width * sine, y, cosine, point[0], point[1], point[2]);
    return [motion.x, motion.y, motion.z];
  }
}

/** The point of an eyeball at x (−1 left corner, 1 right corner) and an elevation in radians, at the lids' radius. */
function onEye({ centre, radius }: EyeShape, x: number, elevation: number): Vec3 {
  const azimuth = x * EYE_CORNER;
  const r = radius * 1.05;
  return [
    centre[0] + r * sin(azimuth),
    centre[1] + r * cos(azimuth) * sin(elevation),
    centre[2] + r * cos(azimuth) * cos(elevation),
  ];
}
