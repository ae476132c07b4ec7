import { expect, test } from 'vitest';
import {
  clipKinds,
  performanceSchema,
  scriptMotion,
  type Moment,
  type Performance,
} from '../../src/index.ts';

const FPS = 25;
const script = (kind: 'training' | 'driving', seed: number, frames = 600) =>
  scriptMotion(kind, seed, 12345 + seed, frames, FPS);

/**
 * The most that each field may change from one frame to the next at 25 frames a second: fast, but no jump.
 */
const FASTEST: Readonly<Record<keyof Performance, number>> = {
  yaw: 4,
  pitch: 4,
  roll: 4,
  mouthOpen: 0.4,
  smile: 0.45,
  pucker: 0.4,
  blinkLeft: 0.8,
  blinkRight: 0.8,
  gazeX: 0.55,
  gazeY: 0.55,
  browLeft: 0.4,
  browRight: 0.4,
  browKnit: 0.4,
};

test.each(clipKinds)('a %s clip moves smoothly, within its ranges', (kind) => {
  for (let seed = 0; seed < 12; seed++) {
    const moments = script(kind, seed);
    for (const [i, { performance, framing }] of moments.entries()) {
      performanceSchema.parse(performance);
      expect(Math.abs(performance.yaw)).toBeLessThanOrEqual(45);
      expect(Math.abs(performance.pitch)).toBeLessThanOrEqual(25);
      expect(Math.abs(performance.roll)).toBeLessThanOrEqual(15);
      const [least, most] = { training: [0.72, 0.8], driving: [0.45, 0.56] }[kind];
      expect(framing.size).toBeGreaterThanOrEqual(least);
      expect(framing.size).toBeLessThanOrEqual(most);
      // The head never leaves the frame.
      for (const middle of [framing.x, framing.y]) {
        expect(middle - framing.size / 2).toBeGreaterThanOrEqual(0.05);
        expect(middle + framing.size / 2).toBeLessThanOrEqual(0.95);
      }
      if (i === 0) continue;
      const before = moments[i - 1];
      for (const field of Object.keys(FASTEST) as (keyof Performance)[]) {
        const change = Math.abs(performance[field] - before.performance[field]);
        expect(change, `${field}, seed ${seed}, frame ${i}`).toBeLessThanOrEqual(FASTEST[field]);
      }
      for (const field of ['x', 'y', 'size'] as const) {
        expect(Math.abs(framing[field] - before.framing[field])).toBeLessThan(0.006);
      }
    }
  }
});

test('a training clip shows every pose and every expression, together with turns', () => {
  for (let seed = 0; seed < 12; seed++) {
    const shown = script('training', seed).map(({ performance }) => performance);
    const often = (what: string, holds: (p: Performance) => boolean, least: number) => {
      expect(shown.filter(holds).length, `${what}, seed ${seed}`).toBeGreaterThanOrEqual(least);
    };
    for (let yaw = -40; yaw < 40; yaw += 20)
      often(`yaw from ${yaw}`, (p) => p.yaw >= yaw && p.yaw < yaw + 20, 60);
    for (let pitch = -20; pitch < 20; pitch += 10) {
      often(`pitch from ${pitch}`, (p) => p.pitch >= pitch && p.pitch < pitch + 10, 50);
    }
    often('closed smile', (p) => p.smile > 0.6 && p.mouthOpen < 0.15, 5);
    often('open smile', (p) => p.smile > 0.6 && p.mouthOpen > 0.3, 5);
    often('frown', (p) => p.smile < -0.6, 8);
    often('surprise', (p) => p.mouthOpen > 0.5 && p.browLeft > 0.6 && p.browRight > 0.6, 5);
    often('anger', (p) => p.browKnit > 0.6, 8);
    often('one brow', (p) => Math.abs(p.browLeft - p.browRight) > 0.6, 10);
    often('kiss', (p) => p.pucker > 0.6, 5);
    often('wink', (p) => Math.abs(p.blinkLeft - p.blinkRight) > 0.8, 8);
    often('shut eyes', (p) => p.blinkLeft > 0.8 && p.blinkRight > 0.8, 4);
    often('a turned smile', (p) => Math.abs(p.yaw) > 20 && p.smile > 0.5, 5);
    often('a turned open mouth', (p) => Math.abs(p.yaw) > 20 && p.mouthOpen > 0.3, 10);
  }
});

test('people blink every two to six seconds, both eyes, for about a fifth of a second', () => {
  const moments = script('driving', 5, 60 * FPS);
  const shut = moments.map(
    ({ performance: { blinkLeft, blinkRight } }) => Math.min(blinkLeft, blinkRight) > 0.45,
  );
  const starts = shut.flatMap((now, i) => (now && i > 0 && !shut[i - 1] ? [i / FPS] : []));
  expect(starts.length).toBeGreaterThanOrEqual(9);
  expect(starts.length).toBeLessThanOrEqual(31);
});

test('training and driving clips never share a shot, nor do two seeds, nor two people', () => {
  const seen = new Map<string, string>();
  const own = (name: string, moments: readonly Moment[]) => {
    for (const moment of moments) {
      const key = JSON.stringify(moment);
      expect(seen.get(key) ?? name, `a moment of ${name}`).toBe(name);
      seen.set(key, name);
    }
  };
  for (let seed = 0; seed < 40; seed++) {
    for (const kind of clipKinds) own(`${kind} ${seed}`, scriptMotion(kind, seed, 7, 100, FPS));
  }
  own('somebody else', scriptMotion('training', 0, 8, 100, FPS));
});

test('the two kinds of clip draw on different streams: not even the drift in the frame is shared', () => {
  for (let seed = 0; seed < 40; seed++) {
    const [training, driving] = clipKinds.map((kind) => scriptMotion(kind, seed, 7, 2, FPS));
    expect(training[0].framing).not.toEqual(driving[0].framing);
  }
});

test('the same seed gives the same motion, and a longer clip begins as a shorter one', () => {
  expect(script('driving', 3, 200)).toEqual(script('driving', 3, 200));
  const long = script('training', 3, 400);
  const short = script('training', 3, 150);
  expect(long.slice(0, 150)).toEqual(short);
});
