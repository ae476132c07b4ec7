import { describe, expect, test } from 'vitest';
import {
  landmarkNames,
  neutralPerformance,
  renderTruth,
  sampleIdentity,
  samplePerformance,
  studioCapture,
  type Identity,
  type Landmark,
  type LandmarkName,
  type Performance,
  type Shot,
} from '../../src/index.ts';
import { landmarkFlipIndices } from '../../src/faces/landmarks.ts';

const SIZE = 128;
/** Landmarks lie at the same place at every size: a small picture is enough to ask for them. */
const SMALL = 32;
const people = Array.from({ length: 16 }, (_, seed) => ({ seed, identity: sampleIdentity(seed) }));

const shotOf = (identity: Identity, change: Partial<Performance> = {}): Shot => ({
  identity,
  performance: { ...neutralPerformance, ...change },
  capture: studioCapture,
});
const landmarks = (identity: Identity, change?: Partial<Performance>) =>
  renderTruth(shotOf(identity, change), SMALL).landmarks;
const middle = (a: Landmark, b: Landmark) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Fails unless a measure grows, step by step, as one value of the performance does. */
function expectGrowth(
  field: keyof Performance,
  values: readonly number[],
  measure: (identity: Identity, change: Partial<Performance>) => number,
): void {
  for (const { seed, identity } of people) {
    const measured = values.map((value) => measure(identity, { [field]: value }));
    for (let i = 1; i < values.length; i++) {
      expect(measured[i], `seed ${seed}, ${field} from ${values[i - 1]} to ${values[i]}`).toBeGreaterThan(
        measured[i - 1],
      );
    }
  }
}

const without = (identity: Identity): Identity => ({
  ...identity,
  hair: { ...identity.hair, style: 'bald' },
  glasses: { ...identity.glasses, style: 'none' },
});

describe('of a face at rest', () => {
  test('all are given, as finite numbers', () => {
    for (const { identity } of people) {
      const found = landmarks(identity, samplePerformance(1));
      expect(Object.keys(found)).toEqual([...landmarkNames]);
      for (const { x, y } of Object.values(found))
        expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    }
  });

  test('those of eyes, brows, nose and mouth are visible and lie on the face', () => {
    const inner = landmarkNames.filter((name) => /^(eye|nose|mouth|lip|brow)/.test(name));
    for (const { seed, identity } of people) {
      const frame = renderTruth(shotOf(without(identity)), SIZE);
      for (const name of inner) {
        const { x, y, visible } = frame.landmarks[name];
        expect(visible, `${name} of seed ${seed} visible`).toBe(true);
        expect(
          frame.faceMask[Math.floor(y) * SIZE + Math.floor(x)],
          `face mask at ${name} of seed ${seed}`,
        ).toBeGreaterThan(127);
      }
    }
  });

  test('they lie as in a face: brows over eyes over nose over mouth over chin, left of right', () => {
    for (const { seed, identity } of people) {
      const at = landmarks(identity);
      const rows: LandmarkName[][] = [
        ['browLeftMiddle', 'eyeLeftTop', 'eyeLeftCentre', 'eyeLeftBottom', 'noseTip', 'noseBase'],
        ['noseBase', 'mouthTop', 'mouthBottom', 'chin'],
        ['browRightMiddle', 'eyeRightTop', 'eyeRightCentre', 'eyeRightBottom', 'noseTip'],
        ['noseBridge', 'noseTip', 'noseBase', 'lipUpper'],
        ['jawLeftUpper', 'jawLeftLower', 'chin'],
        ['jawRightUpper', 'jawRightLower', 'chin'],
      ];
      const columns: LandmarkName[][] = [
        ['eyeLeftOuter', 'eyeLeftCentre', 'eyeLeftInner', 'eyeRightInner', 'eyeRightCentre', 'eyeRightOuter'],
        ['browLeftOuter', 'browLeftMiddle', 'browLeftInner', 'browRightInner', 'browRightMiddle'],
        ['noseLeft', 'noseTip', 'noseRight'],
        ['mouthLeft', 'lipUpper', 'mouthRight'],
        ['jawLeftUpper', 'jawLeftLower', 'chin', 'jawRightLower', 'jawRightUpper'],
      ];
      for (const names of rows) expectOrder(names, (name) => at[name].y, seed);
      for (const names of columns) expectOrder(names, (name) => at[name].x, seed);
    }
  });

  test('they mirror each other', () => {
    for (const { seed, identity } of people) {
      const at = landmarks(identity);
      for (const [i, name] of landmarkNames.entries()) {
        const other = at[landmarkNames[landmarkFlipIndices[i]]];
        expect(at[name].x + other.x, `${name} of seed ${seed}`).toBeCloseTo(SMALL, 6);
        expect(at[name].y, `${name} of seed ${seed}`).toBeCloseTo(other.y, 6);
      }
    }
  });

  test('the visible ones lie inside the frame, those outside are not visible', () => {
    for (const { identity } of people) {
      const shot = { ...shotOf(identity), capture: { ...studioCapture, x: 0.1, y: 0.9 } };
      const found = renderTruth(shot, SMALL).landmarks;
      const outside = Object.values(found).filter(({ x, y }) => x < 0 || y < 0 || x >= SMALL || y >= SMALL);
      expect(outside.length).toBeGreaterThan(0);
      expect(outside.filter(({ visible }) => visible)).toEqual([]);
    }
  });
});

describe('of a face that moves', () => {
  test('the nose goes right of the eyes as the head turns right', () => {
    expectGrowth('yaw', [-45, -30, -15, 0, 15, 30, 45], (identity, change) => {
      const at = landmarks(identity, change);
      return at.noseTip.x - middle(at.eyeLeftCentre, at.eyeRightCentre).x;
    });
  });

  test('the nose goes up between eyes and chin as the head looks up', () => {
    expectGrowth('pitch', [-25, -12, 0, 12, 25], (identity, change) => {
      const at = landmarks(identity, change);
      const eyes = middle(at.eyeLeftCentre, at.eyeRightCentre).y;
      return (at.chin.y - at.noseTip.y) / (at.chin.y - eyes);
    });
  });

  test('the right eye sinks as the head leans clockwise', () => {
    expectGrowth('roll', [-30, -15, 0, 15, 30], (identity, change) => {
      const at = landmarks(identity, change);
      return at.eyeRightCentre.y - at.eyeLeftCentre.y;
    });
  });

  test('the lips part and the chin drops as the mouth opens', () => {
    expectGrowth('mouthOpen', [0, 0.1, 0.25, 0.5, 0.75, 1], (identity, change) => {
      const at = landmarks(identity, change);
      return at.lipLower.y - at.lipUpper.y;
    });
    expectGrowth('mouthOpen', [0, 0.25, 0.5, 1], (identity, change) => landmarks(identity, change).chin.y);
  });

  test.each(['Left', 'Right'] as const)(
    'the lids of the %s eye close as it blinks, and only they',
    (side) => {
      const other = side === 'Left' ? 'Right' : 'Left';
      const height = (at: ReturnType<typeof landmarks>, eye: typeof side) =>
        at[`eye${eye}Bottom`].y - at[`eye${eye}Top`].y;
      expectGrowth(`blink${side}`, [1, 0.75, 0.5, 0.25, 0], (identity, change) =>
        height(landmarks(identity, change), side),
      );
      for (const { identity } of people) {
        const shut = landmarks(identity, { [`blink${side}`]: 1 });
        expect(height(shut, side)).toBeLessThan(0.15 * height(shut, other));
        expect(height(shut, other)).toBe(height(landmarks(identity), other));
      }
    },
  );

  test('the corners of the mouth rise over its middle with a smile, and fall with a frown', () => {
    expectGrowth('smile', [-1, -0.5, 0, 0.5, 1], (identity, change) => {
      const at = landmarks(identity, change);
      return middle(at.lipUpper, at.lipLower).y - middle(at.mouthLeft, at.mouthRight).y;
    });
  });

  test('the mouth widens with a smile and narrows with a pucker', () => {
    const width = (identity: Identity, change: Partial<Performance>) => {
      const at = landmarks(identity, change);
      return at.mouthRight.x - at.mouthLeft.x;
    };
    expectGrowth('smile', [0, 0.5, 1], width);
    expectGrowth('pucker', [1, 0.5, 0], width);
  });

  test.each(['Left', 'Right'] as const)('the %s brow rises from its eye when raised, and only it', (side) => {
    const other = side === 'Left' ? 'Right' : 'Left';
    expectGrowth(`brow${side}`, [-1, -0.5, 0, 0.5, 1], (identity, change) => {
      const at = landmarks(identity, change);
      return at[`eye${side}Centre`].y - at[`brow${side}Middle`].y;
    });
    for (const { identity } of people) {
      const raised = landmarks(identity, { [`brow${side}`]: 1 });
      expect(raised[`brow${other}Middle`]).toEqual(landmarks(identity)[`brow${other}Middle`]);
    }
  });

  test('knit brows draw together', () => {
    expectGrowth('browKnit', [1, 0.5, 0], (identity, change) => {
      const at = landmarks(identity, change);
      return at.browRightInner.x - at.browLeftInner.x;
    });
  });

  test('a head turned far hides the eye on its far side, not the near one', () => {
    for (const { seed, identity } of people) {
      const at = landmarks(without(identity), { yaw: 60 });
      expect(at.eyeLeftCentre.visible, `near eye of seed ${seed}`).toBe(true);
      expect(at.jawRightUpper.visible, `far jaw of seed ${seed}`).toBe(false);
    }
  });
});

function expectOrder(names: LandmarkName[], place: (name: LandmarkName) => number, seed: number): void {
  for (let i = 1; i < names.length; i++) {
    expect(place(names[i]), `${names[i]} after ${names[i - 1]}, seed ${seed}`).toBeGreaterThan(
      place(names[i - 1]),
    );
  }
}
