import { clamp } from '../../faces/exact/arithmetic.ts';
import type { Random } from '../../faces/exact/random.ts';
import { Curve } from './curve.ts';
import type { HeadMotion } from './head.ts';

/** Degrees that the eyes turn in the head at a gaze of 1. */
const GAZE = { x: 28, y: 22 } as const;
/** Seconds a saccade takes: at the least, and for each degree. */
const SACCADE = { least: 0.12, aDegree: 0.0045 } as const;
/** Seconds by which the eyes set out for a target before the head does. */
const LEAD = 0.16;
/** Seconds from open to shut and back in a blink. */
const SHUT = 0.08;
const REOPEN = 0.12;

/** Where the eyes look within the head, −1 to 1 each. */
export interface Gaze {
  readonly x: (time: number) => number;
  readonly y: (time: number) => number;
}

/** A blink of both eyes every two to six seconds: 0 open, 1 shut. */
export function blink(random: Random, seconds: number): Curve {
  const lids = new Curve();
  for (let time = random.between(0.5, 3); time <= seconds; time += random.between(2, 6)) {
    lids
      .key(time, 0)
      .key(time + SHUT, 1)
      .key(time + SHUT + REOPEN, 0);
  }
  return lids;
}

/**
 * Saccades: the eyes jump from target to target and rest on each. They set out for the target of a turn
 * before the head does, stay on it while the head follows, and between turns look at the camera, or about.
 */
export function saccades(random: Random, head: HeadMotion): Gaze {
  // The curves hold directions in the world, in degrees: what the head turns away, the eyes turn back.
  const x = new Curve();
  const y = new Curve();
  let at = { x: 0, y: 0 };
  let free = 0;
  const jump = (time: number, toX: number, toY: number) => {
    if (time < free) return;
    const degrees = Math.abs(toX - at.x) + Math.abs(toY - at.y);
    free = time + Math.max(SACCADE.least, degrees * SACCADE.aDegree);
    x.key(time, at.x).key(free, toX);
    y.key(time, at.y).key(free, toY);
    at = { x: toX, y: toY };
  };
  for (const [i, turn] of head.turns.entries()) {
    jump(turn.start - LEAD, turn.yaw, turn.pitch);
    const next = head.turns[i + 1]?.start ?? turn.end;
    let time = turn.end + random.between(0, 0.15);
    while (time + 2 * SACCADE.least < next - LEAD) {
      if (random.chance(0.5)) jump(time, 0, 0);
      else jump(time, turn.yaw + random.bell(-22, 22), turn.pitch + random.bell(-12, 12));
      time += random.between(0.35, 1.1);
    }
  }
  return {
    x: (time) => clamp((x.at(time) - head.yaw(time)) / GAZE.x, -0.9, 0.9),
    y: (time) => clamp((y.at(time) - head.pitch(time)) / GAZE.y, -0.8, 0.8),
  };
}
