import { clamp, tidy } from '../../faces/exact/arithmetic.ts';
import { Random } from '../../faces/exact/random.ts';
import { occluderKinds, type Occluder } from '../../faces/shot/occluder.ts';
import { drawOccluder } from '../../faces/shot/sample-occluder.ts';
import type { ClipKind } from '../clip-kind.ts';
import { Curve } from './curve.ts';

/** What may come and go in a clip: nothing, one kind of thing, or any of them in turn. */
export const occluderChoices = ['none', ...occluderKinds, 'any'] as const;
export type OccluderChoice = (typeof occluderChoices)[number];

/** Streams of their own, so that a clip's motion and light are the same with an occluder and without. */
const STREAMS: Readonly<Record<ClipKind, number>> = { training: 0x5000, driving: 0x6000 };
/**
 * Where a thing is out of the frame and throws no shadow into it, in head radii: how far below the middle of
 * the head, and at most how far aside.
 */
const BELOW = 3.8;
const ASIDE = 2.2;
/** Seconds of a face that nothing hides: before the first thing comes, and between two. */
const BEFORE = { low: 0.1, high: 0.9 } as const;
const BETWEEN = { low: 1, high: 2.6 } as const;
/** Seconds in which it comes or goes, and for which it stays. */
const REACH = { low: 0.5, high: 0.8 } as const;
const STAY = { low: 0.7, high: 1.6 } as const;

/** The fields of an occluder that move; the others stay as they are while it is there. */
const MOVING = ['x', 'y', 'yaw', 'pitch', 'roll'] as const;
type Pose = Readonly<Record<(typeof MOVING)[number], number>>;

/** One thing that comes, stays and goes. */
interface Pass {
  readonly start: number;
  readonly end: number;
  readonly held: Occluder;
  readonly curves: Readonly<Record<(typeof MOVING)[number], Curve>>;
}

/**
 * What is held before the face in each frame of a clip, undefined where nothing is: a thing comes from
 * below, rests before mouth, cheek or eyes or moves on slowly, and goes. It hides some of the
 * face in a third to half of the frames. The same arguments always give the same, and a longer clip begins as
 * a shorter one does.
 * @param seed, actor, frames, fps as those of the motion.
 */
export function scriptOccluder(
  choice: OccluderChoice,
  kind: ClipKind,
  seed: number,
  actor: number,
  frames: number,
  fps: number,
): (Occluder | undefined)[] {
  const passes: Pass[] = [];
  if (choice !== 'none') {
    const random = new Random(seed, STREAMS[kind] ^ actor);
    let time = random.between(BEFORE.low, BEFORE.high);
    while (time <= frames / fps) {
      const thing = choice === 'any' ? random.pick(occluderKinds) : choice;
      const pass = drawPass(random, drawOccluder(random, thing), time);
      passes.push(pass);
      time = pass.end + random.between(BETWEEN.low, BETWEEN.high);
    }
  }
  return Array.from({ length: frames }, (_, frame) => {
    const time = frame / fps;
    const pass = passes.find(({ start, end }) => time > start && time < end);
    return pass && { ...pass.held, ...poseAt(pass, time) };
  });
}

function drawPass(random: Random, held: Occluder, start: number): Pass {
  const curves = { x: new Curve(), y: new Curve(), yaw: new Curve(), pitch: new Curve(), roll: new Curve() };
  const key = (time: number, pose: Pose) => {
    for (const field of MOVING) curves[field].key(time, pose[field]);
  };
  const drifted = {
    x: held.x + random.bell(-0.5, 0.5),
    y: held.y + random.bell(-0.3, 0.3),
    yaw: clamp(held.yaw + random.bell(-15, 15), -180, 180),
    pitch: held.pitch + random.bell(-10, 10),
    roll: held.roll + random.bell(-12, 12),
  };
  key(start, drawAway(random, held));
  const there = start + random.between(REACH.low, REACH.high);
  key(there, held);
  const leaves = there + random.between(STAY.low, STAY.high);
  key(leaves, drifted);
  const end = leaves + random.between(REACH.low, REACH.high);
  key(end, drawAway(random, held));
  return { start, end, held, curves };
}

/**
 * Out of the frame: below it, where arms come from. At its side a thing would throw a shadow into the frame
 * before it is there. An arm comes from the side of its elbow.
 */
function drawAway(random: Random, { kind, x, yaw, roll }: Occluder): Pose {
  const side = kind === 'sleeve' ? (Math.abs(yaw) > 90 ? 1 : -1) : random.chance(0.5) ? 1 : -1;
  return {
    x: x + side * random.between(0, ASIDE),
    y: -BELOW,
    yaw,
    pitch: 0,
    roll: roll + random.bell(-25, 25),
  };
}

const poseAt = ({ curves }: Pass, time: number): Pose => ({
  x: tidy(curves.x.at(time)),
  y: tidy(curves.y.at(time)),
  yaw: tidy(curves.yaw.at(time)),
  pitch: tidy(curves.pitch.at(time)),
  roll: tidy(curves.roll.at(time)),
});
