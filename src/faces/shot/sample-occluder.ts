import type { Hex } from '../colour.ts';
import { clamp, tidy } from '../exact/arithmetic.ts';
import { Random } from '../exact/random.ts';
import { occluderKinds, type Occluder, type OccluderKind } from './occluder.ts';

/** Where things are held, in head radii from the middle of the head: before mouth, cheek, or eyes. */
const HEIGHTS = [
  { aside: 0.1, y: -0.58 },
  { aside: 0.42, y: -0.32 },
  { aside: 0.3, y: 0.06 },
] as const;

const COLOURS: Readonly<Record<OccluderKind, readonly Hex[]>> = {
  mug: ['#e9e2d3', '#2f4f6f', '#b5482f', '#5c7f67', '#d9a441', '#3b3b40', '#86a8b8'],
  fan: ['#f1e7d0', '#c9483b', '#2d4a7c', '#e3b8b5', '#3f6b52', '#d8c07a', '#2b2730'],
  sleeve: ['#34465e', '#7a2f35', '#8a8d91', '#3d4f3c', '#c2a982', '#25262b', '#5d4a74'],
};

/**
 * An occluder drawn from a seed, of any kind. It is held somewhere before the face, and may hide only a corner
 * of it.
 */
export function sampleOccluder(seed: number): Occluder {
  const random = new Random(seed, 606);
  const held = drawOccluder(random, random.pick(occluderKinds));
  return {
    ...held,
    x: tidy(held.x + random.bell(-0.9, 0.9)),
    y: tidy(held.y + random.bell(-0.9, 0.9)),
    pitch: tidy(clamp(held.pitch + random.bell(-15, 15), -60, 60)),
  };
}

/** An occluder of a kind, held as people hold it before mouth, cheek or eyes. */
export function drawOccluder(random: Random, kind: OccluderKind): Occluder {
  const side = random.chance(0.5) ? 1 : -1;
  const { aside, y } = random.pick(HEIGHTS);
  return {
    kind,
    x: tidy(side * aside + random.bell(-0.15, 0.15)),
    y: tidy(y + random.bell(-0.12, 0.12)),
    size: random.between(0.8, 1.15),
    ...hold(random, kind, side),
    colour: random.pick(COLOURS[kind]),
    seed: random.integer(1e6),
  };
}

/** The angles at which a kind is held. @param side of the hand that holds it: −1 left, 1 right. */
function hold(random: Random, kind: OccluderKind, side: -1 | 1): Pick<Occluder, 'yaw' | 'pitch' | 'roll'> {
  switch (kind) {
    case 'mug': // the handle to the side of the hand, the rim level or at the lips
      return {
        yaw: tidy(side > 0 ? random.bell(-70, 70) : 180 - random.between(0, 60)),
        pitch: random.between(-12, 35),
        roll: tidy(-side * random.between(-6, 18)),
      };
    case 'fan': // the hand below, to its side
      return {
        yaw: random.bell(-35, 35),
        pitch: random.bell(-20, 20),
        roll: tidy(-side * random.between(-10, 55)),
      };
    case 'sleeve': // the elbow at its side, as high as the hand or lower; a left arm is a right one turned round
      return {
        yaw: tidy(side > 0 ? 180 - random.between(0, 25) : random.bell(-25, 25)),
        pitch: random.bell(-20, 20),
        roll: tidy(side * random.between(-5, 50)),
      };
  }
}
