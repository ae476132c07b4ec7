import { z } from 'zod';
import { Random } from '../exact/random.ts';
import { tidy } from '../exact/arithmetic.ts';
import { range } from './fields.ts';

/** What a face does in one instant. Left and right are the viewer's. */
export const performanceSchema = z.strictObject({
  yaw: range(-60, 60, 'degrees the head is turned; positive towards the right of the picture'),
  pitch: range(-35, 35, 'degrees the head is tilted; positive looks up'),
  roll: range(-30, 30, 'degrees the head leans; positive clockwise'),
  mouthOpen: range(0, 1, 'how far the jaw is dropped'),
  smile: range(-1, 1, 'corners of the mouth: −1 a frown, 1 a broad smile'),
  pucker: range(0, 1, 'lips drawn together, as for a kiss'),
  blinkLeft: range(0, 1, "lids of the eye at the picture's left: 0 open, 1 shut"),
  blinkRight: range(0, 1, "lids of the eye at the picture's right"),
  gazeX: range(-1, 1, 'where the eyes look, within the head: positive to the right of the picture'),
  gazeY: range(-1, 1, 'where the eyes look, within the head: positive up'),
  browLeft: range(-1, 1, "brow at the picture's left: −1 lowered, 1 raised"),
  browRight: range(-1, 1, "brow at the picture's right"),
  browKnit: range(0, 1, 'brows drawn together, as in anger'),
});
export type Performance = z.infer<typeof performanceSchema>;

/** Facing the camera at rest, with the hint of a smile. */
export const neutralPerformance: Performance = {
  yaw: 0,
  pitch: 0,
  roll: 0,
  mouthOpen: 0,
  smile: 0.12,
  pucker: 0,
  blinkLeft: 0,
  blinkRight: 0,
  gazeX: 0,
  gazeY: 0,
  browLeft: 0,
  browRight: 0,
  browKnit: 0,
};

/**
 * One performance drawn from a seed: turns mostly small, within ±45° yaw and ±25° pitch; every expression
 * occurs.
 */
export function samplePerformance(seed: number): Performance {
  const random = new Random(seed, 202);
  const wink = random.chance(0.06);
  const winkLeft = random.chance(0.5);
  const lids = random.chance(0.12) ? random.between(0.5, 1) : random.between(0, 0.25) * random.unit();
  const brows = random.chance(0.5) ? random.bell(-0.8, 0.85) : 0;
  return {
    yaw: random.bell(-45, 45),
    pitch: random.bell(-25, 25),
    roll: random.bell(-22, 22),
    mouthOpen: random.chance(0.5) ? tidy(random.unit() * random.unit()) : random.between(0, 0.1),
    smile: random.chance(0.15) ? 1 : random.between(-0.9, 1),
    pucker: random.chance(0.1) ? random.between(0.3, 1) : 0,
    blinkLeft: tidy(wink ? (winkLeft ? 1 : 0) : lids),
    blinkRight: tidy(wink ? (winkLeft ? 0 : 1) : lids),
    gazeX: random.bell(-1, 1),
    gazeY: random.bell(-0.8, 0.8),
    browLeft: tidy(brows + random.between(-0.15, 0.15)),
    browRight: tidy(brows + random.between(-0.15, 0.15)),
    browKnit: random.chance(0.2) ? random.between(0, 1) : 0,
  };
}
