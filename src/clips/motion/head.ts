import { clamp } from '../../faces/exact/arithmetic.ts';
import type { Random } from '../../faces/exact/random.ts';
import type { ClipKind } from '../clip-kind.ts';
import { Curve, wander } from './curve.ts';

/**
 * Degrees that a turn may reach. With the sway added, the head stays within ±45° yaw, ±25° pitch, ±15° roll.
 */
const REACH = { yaw: 43.5, pitch: 22.5, roll: 12 } as const;
const SWAY = 1;
/** Degrees a second at the middle of a turn: brisk, not startled. */
const SPEED = 75;
/**
 * Steps of the R2 sequence (Martin Roberts, 2018), which fills a square evenly however many points are taken.
 */
const R2 = [0.7548776662466927, 0.5698402909980532] as const;

/** Where the head goes at one moment. Times in seconds, angles in degrees. */
export interface HeadTurn {
  readonly start: number;
  readonly end: number;
  readonly yaw: number;
  readonly pitch: number;
}

/** The head's angles over time, in degrees, and the turns they are made of, for the eyes to lead. */
export interface HeadMotion {
  readonly yaw: (time: number) => number;
  readonly pitch: (time: number) => number;
  readonly roll: (time: number) => number;
  readonly turns: readonly HeadTurn[];
}

/**
 * Turns and pauses. In a training clip the targets fill the range of poses evenly, since a network learns
 * only what it is shown; in a driving clip they gather about the camera, as a speaker's do.
 */
export function moveHead(random: Random, swaying: Random, kind: ClipKind, seconds: number): HeadMotion {
  const yaw = new Curve();
  const pitch = new Curve();
  const roll = new Curve();
  const turns: HeadTurn[] = [];
  const offset = [random.unit(), random.unit()] as const;
  let time = 0;
  let at = { yaw: 0, pitch: 0, roll: 0 };
  for (let i = 0; time <= seconds; i++) {
    const target = {
      yaw: REACH.yaw * (kind === 'training' ? even(offset[0] + i * R2[0]) : random.bell(-1, 1)),
      pitch: REACH.pitch * (kind === 'training' ? even(offset[1] + i * R2[1]) : random.bell(-1, 1)),
      roll: REACH.roll * random.bell(-1, 1),
    };
    const way =
      Math.abs(target.yaw - at.yaw) + Math.abs(target.pitch - at.pitch) + Math.abs(target.roll - at.roll);
    const start = i === 0 ? 0 : time;
    // A smoothstep is half as fast again in its middle as on average.
    const end = i === 0 ? 0 : time + Math.max(0.3, (1.5 * way) / SPEED);
    if (i > 0) {
      yaw.key(start, at.yaw);
      pitch.key(start, at.pitch);
      roll.key(start, at.roll);
    }
    yaw.key(end, target.yaw);
    pitch.key(end, target.pitch);
    roll.key(end, target.roll);
    turns.push({ start, end, yaw: target.yaw, pitch: target.pitch });
    at = target;
    time = end + (kind === 'training' ? random.between(0.05, 0.35) : random.between(0.2, 1.4));
  }
  const sway = wander(swaying, seconds + 3, -SWAY, SWAY, 1.9);
  return {
    yaw: (t) => yaw.at(t) + sway.at(t),
    pitch: (t) => pitch.at(t) - sway.at(t + 1.3),
    roll: (t) => roll.at(t) + sway.at(t + 2.9),
    turns,
  };
}

/**
 * A position along the R2 sequence → [−1, 1], the ends a little favoured: turns pass through the middle
 * anyway.
 */
const even = (position: number) => clamp(2.4 * (position - Math.floor(position)) - 1.2, -1, 1);
