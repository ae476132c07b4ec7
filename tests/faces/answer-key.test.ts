import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  answerKey,
  faceOn,
  identitySchema,
  landmarkNames,
  neutralPerformance,
  parseShot,
  render,
  renderTruth,
  sampleIdentity,
  sampleOccluder,
  sampleShot,
  studioCapture,
  type Identity,
} from '../../src/index.ts';
import { groundTruthCrop } from '../../src/extract/ground-truth-crop.ts';
import { fingerprint, frozen } from './golden.ts';

/** What stays with the person filmed. */
const WEARERS = ['hair', 'ears', 'glasses', 'body'] as const;
/** What a swap replaces. */
const FACES = ['age', 'head', 'skin', 'eyes', 'brows', 'nose', 'mouth', 'beard'] as const;

const seeds = fc.integer({ min: 0, max: 0xffffffff });

test('the groups of an identity are the face and what stays with its wearer', () => {
  expect([...FACES, ...WEARERS]).toEqual(Object.keys(identitySchema.shape));
});

describe('the answer key of a swap from A to B', () => {
  test("has B's inner face with A's hair, ears, glasses and clothes in its frame key", () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        const shotOfA = frozen(sampleShot(a));
        const identityB = frozen(sampleIdentity(b));
        const { identity } = answerKey(shotOfA, identityB).frame;
        for (const group of FACES) expect(identity[group]).toEqual(identityB[group]);
        for (const group of WEARERS) expect(identity[group]).toEqual(shotOfA.identity[group]);
      }),
    );
  });

  test('has B, whole, in its crop key', () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        expect(answerKey(sampleShot(a), sampleIdentity(b)).crop.identity).toEqual(sampleIdentity(b));
      }),
    );
  });

  test("has A's performance and capture in both", () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        const shotOfA = sampleShot(a);
        const { frame, crop } = answerKey(shotOfA, sampleIdentity(b));
        for (const { performance, capture } of [frame, crop]) {
          expect({ performance, capture }).toEqual({
            performance: shotOfA.performance,
            capture: shotOfA.capture,
          });
        }
      }),
    );
  });

  test('is made of valid shots', () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        const { frame, crop } = answerKey(sampleShot(a), sampleIdentity(b));
        expect(parseShot(frame)).toEqual(frame);
        expect(parseShot(crop)).toEqual(crop);
      }),
    );
  });

  test("is seen: the frame key's face is not A's, and its landmarks are B's", () => {
    for (let seed = 0; seed < 8; seed++) {
      const shotOfA = sampleShot(seed);
      const { frame, crop } = answerKey(shotOfA, sampleIdentity(seed + 100));
      const key = renderTruth(frame, 96);
      expect(key.pixels).not.toEqual(render(shotOfA, 96).pixels);
      expect(places(key)).toEqual(places(renderTruth(crop, 96)));
    }
  });

  test('leaves the backdrop as it was', () => {
    for (let seed = 0; seed < 8; seed++) {
      const shotOfA = {
        identity: sampleIdentity(seed),
        performance: neutralPerformance,
        capture: { ...studioCapture, size: 0.4 },
      };
      const { frame } = answerKey(shotOfA, sampleIdentity(seed + 100));
      const rows = 16 * 96 * 3; // above every head of this size
      expect(render(frame, 96).pixels.subarray(0, rows)).toEqual(
        render(shotOfA, 96).pixels.subarray(0, rows),
      );
    }
  });
});

describe('the answer key of a swap from somebody behind an occluder', () => {
  const cases = Array.from({ length: 12 }, (_, seed) => {
    const shot = sampleShot(seed);
    const occluder = sampleOccluder(seed);
    const shotOfA = { ...shot, capture: { ...shot.capture, occluder } };
    return { seed, shot, shotOfA, key: answerKey(shotOfA, sampleIdentity(seed + 100)) };
  });

  test('has the occluder where it was filmed, before B, in both keys', () => {
    for (const { seed, shotOfA, key } of cases) {
      expect(key.frame.capture.occluder).toEqual(shotOfA.capture.occluder);
      expect(key.crop.capture.occluder).toEqual(shotOfA.capture.occluder);
      const { occluderMask } = renderTruth(shotOfA, 96);
      expect(renderTruth(key.frame, 96).occluderMask, `frame key of seed ${seed}`).toEqual(occluderMask);
      expect(renderTruth(key.crop, 96).occluderMask, `crop key of seed ${seed}`).toEqual(occluderMask);
    }
  });

  test('is scored only where the occluder does not hide the face', () => {
    for (const { seed, shot, key } of cases) {
      const free = answerKey(shot, sampleIdentity(seed + 100));
      for (const name of ['frame', 'crop'] as const) {
        const { faceMask, occluderMask } = renderTruth(key[name], 96);
        const whole = renderTruth(free[name], 96).faceMask;
        const scored = whole.map((value, i) => (occluderMask[i] === 255 ? 0 : value));
        const wrong = Array.from(faceMask.keys()).filter(
          (i) => (occluderMask[i] === 0 || occluderMask[i] === 255) && faceMask[i] !== scored[i],
        );
        expect(wrong, `${name} key of seed ${seed}`).toEqual([]);
      }
      // Scores of crops take their mask from here.
      const scored = (from: typeof key) => groundTruthCrop(from.crop, 96, 64).mask.reduce((a, b) => a + b, 0);
      expect(scored(key), `seed ${seed}`).toBeLessThan(scored(free));
    }
  });
});

describe('the answer key of a swap from A to A', () => {
  test("is A's own shot, twice", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const shot = sampleShot(seed);
        expect(answerKey(shot, shot.identity)).toEqual({ frame: shot, crop: shot });
        expect(faceOn(shot.identity, shot.identity)).toEqual(shot.identity);
      }),
    );
  });

  test("is A's frame, byte for byte", () => {
    for (let seed = 0; seed < 24; seed++) {
      const shot = sampleShot(seed);
      const key = answerKey(shot, sampleIdentity(seed));
      const frame = fingerprint(renderTruth(shot, 80));
      expect(fingerprint(renderTruth(key.frame, 80)), `frame key of seed ${seed}`).toBe(frame);
      expect(fingerprint(renderTruth(key.crop, 80)), `crop key of seed ${seed}`).toBe(frame);
    }
  });
});

test("there and back: A's face put on B and back on A is A", () => {
  fc.assert(
    fc.property(seeds, seeds, (a, b) => {
      const [identityA, identityB]: Identity[] = [sampleIdentity(a), sampleIdentity(b)];
      expect(faceOn(identityA, faceOn(identityB, identityA))).toEqual(identityA);
    }),
  );
});

const places = ({ landmarks }: ReturnType<typeof renderTruth>) =>
  landmarkNames.map((name) => [landmarks[name].x, landmarks[name].y]);
