import { describe, expect, test } from 'vitest';
import {
  landmarkNames,
  neutralPerformance,
  occluderKinds,
  occluderSchema,
  parseShot,
  Random,
  render,
  renderTruth,
  sampleIdentity,
  sampleOccluder,
  sampleShot,
  studioCapture,
  type Occluder,
  type Shot,
} from '../../src/index.ts';
import { drawOccluder } from '../../src/faces/shot/sample-occluder.ts';

const SIZE = 96;
/** A thing of each kind before each of eight heads. */
const held = Array.from({ length: 8 }, (_, seed) =>
  occluderKinds.map((kind) => ({
    seed,
    bare: clean(sampleShot(seed + 20)),
    occluder: drawOccluder(new Random(seed, occluderKinds.indexOf(kind)), kind),
  })),
).flat();

/** Filmed so that each pixel is seen alone. */
function clean(shot: Shot): Shot {
  return { ...shot, capture: { ...shot.capture, blur: 0, noise: 0 } };
}
const before = (shot: Shot, occluder: Occluder): Shot => ({
  ...shot,
  capture: { ...shot.capture, occluder },
});
const sum = (mask: Uint8Array) => mask.reduce((total, value) => total + value, 0);

describe('the mask of the occluder', () => {
  test('is where the colour of the occluder shows, and nowhere else', () => {
    const colours = ['#000000', '#ff0000', '#00ff00', '#0000ff', '#ffffff'];
    for (const { seed, bare, occluder } of held) {
      const { occluderMask, pixels } = renderTruth(before(bare, occluder), SIZE);
      const coloured = new Set<number>();
      for (const colour of colours) {
        const other = render(before(bare, { ...occluder, colour }), SIZE).pixels;
        for (let i = 0; i < pixels.length; i++) if (other[i] !== pixels[i]) coloured.add(Math.floor(i / 3));
      }
      const outside = [...coloured].filter((i) => occluderMask[i] === 0);
      expect(outside, `${occluder.kind} of seed ${seed}`).toEqual([]);
      // The rest is coffee and the white of a glaze, wood, brass and ink, which have colours of their own.
      const masked = occluderMask.filter((value) => value > 0).length;
      expect(coloured.size / masked, `${occluder.kind} of seed ${seed}`).toBeGreaterThan(0.4);
    }
  });

  test('takes from face and head what it covers, and nothing else', () => {
    for (const { seed, bare, occluder } of held) {
      const free = renderTruth(bare, SIZE);
      const hidden = renderTruth(before(bare, occluder), SIZE);
      const name = `${occluder.kind} of seed ${seed}`;
      expect(sum(free.occluderMask), name).toBe(0);
      const wrong = Array.from(hidden.occluderMask.keys()).filter((i) => {
        const covered = hidden.occluderMask[i];
        return (['faceMask', 'headMask'] as const).some((mask) => {
          const taken = free[mask][i] - hidden[mask][i];
          // Each mask is rounded to a byte by itself.
          return taken < 0 || taken > covered + 1 || hidden[mask][i] + covered > 256;
        });
      });
      expect(wrong, name).toEqual([]);
      expect(sum(hidden.faceMask), name).toBeLessThan(0.98 * sum(free.faceMask));
    }
  });

  test('is the same whoever is behind it, whatever they do, under any light', () => {
    for (const { seed, bare, occluder } of held) {
      const { x, y, size } = bare.capture;
      const other = clean(sampleShot(seed + 500));
      const elsewhere = { ...other, capture: { ...other.capture, x, y, size } };
      expect(
        renderTruth(before(elsewhere, occluder), SIZE).occluderMask,
        `${occluder.kind}, ${seed}`,
      ).toEqual(renderTruth(before(bare, occluder), SIZE).occluderMask);
    }
  });

  test('is where the occluder was put, as large as it was made', () => {
    const shot = { identity: sampleIdentity(3), performance: neutralPerformance, capture: studioCapture };
    const upright = { kind: 'mug', yaw: 90, pitch: 0, roll: 0, colour: '#336699', seed: 1 } as const;
    const seen = (place: Pick<Occluder, 'x' | 'y' | 'size'>) => {
      const { occluderMask } = renderTruth(before(shot, { ...upright, ...place }), 256);
      const inside = Array.from(occluderMask.keys()).filter((i) => occluderMask[i] === 255);
      const columns = inside.map((i) => i % 256);
      const rows = inside.map((i) => Math.floor(i / 256));
      const span = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
      const [left, right] = span(columns);
      const [top, bottom] = span(rows);
      return { x: (left + right) / 2, y: (top + bottom) / 2, height: bottom - top };
    };
    // Pixels of a head radius, by the definition of a capture's size: a head is 2.1 of them high. What is held
    // before the head is nearer to the camera, and looks larger.
    const radius = (studioCapture.size * 256) / 2.1;
    const middle = seen({ x: 0, y: 0, size: 1 });
    const aside = seen({ x: 0.7, y: -0.5, size: 1 });
    expect(middle.x).toBeCloseTo(0.5 * 256, -0.5);
    expect(aside.x - middle.x).toBeGreaterThan(0.7 * radius);
    expect(aside.x - middle.x).toBeLessThan(0.7 * radius * 1.4);
    expect((aside.y - middle.y) / (aside.x - middle.x)).toBeCloseTo(0.5 / 0.7, 1);
    const small = seen({ x: 0, y: 0, size: 0.5 });
    expect(small.height / middle.height).toBeGreaterThan(0.42);
    expect(small.height / middle.height).toBeLessThan(0.52);
  });
});

test('an occluder hides landmarks, and moves none', () => {
  for (const { seed, bare, occluder } of held) {
    const free = renderTruth(bare, SIZE);
    const hidden = renderTruth(before(bare, occluder), SIZE);
    for (const name of landmarkNames) {
      const { x, y, visible } = hidden.landmarks[name];
      const label = `${name}, ${occluder.kind} of seed ${seed}`;
      expect({ x, y }, label).toEqual({ x: free.landmarks[name].x, y: free.landmarks[name].y });
      if (!(x >= 0 && y >= 0 && x < SIZE && y < SIZE)) continue;
      const covered = hidden.occluderMask[Math.floor(y) * SIZE + Math.floor(x)];
      if (covered === 255) expect(visible, label).toBe(false);
      if (covered === 0) expect(visible, label).toBe(free.landmarks[name].visible);
    }
  }
});

test('an occluder casts a shadow on the face, and none on the backdrop', () => {
  const light = { ...studioCapture.light, azimuth: -20, elevation: 30 };
  const capture = {
    ...studioCapture,
    light,
    background: { ...studioCapture.background, style: 'bokeh' },
  } as const;
  for (const kind of occluderKinds) {
    const bare = { identity: sampleIdentity(4), performance: neutralPerformance, capture };
    const occluder = { ...drawOccluder(new Random(2), kind), x: -0.2, y: 0.1 };
    const free = renderTruth(bare, SIZE);
    const shaded = renderTruth(before(bare, occluder), SIZE);
    let darker = 0;
    let changed = 0;
    for (let i = 0; i < SIZE * SIZE; i++) {
      if (shaded.occluderMask[i] > 0) continue;
      const difference = shaded.pixels[3 * i + 1] - free.pixels[3 * i + 1];
      if (free.faceMask[i] === 255 && difference < -30) darker++;
      // Above the shoulders, what is no head is backdrop.
      if (free.headMask[i] === 0 && i < SIZE * SIZE * 0.6 && difference !== 0) changed++;
    }
    expect(darker, kind).toBeGreaterThan(30);
    expect(changed, kind).toBe(0);
  }
});

test('without an occluder a shot is as it was, and undefined is none', () => {
  for (let seed = 0; seed < 6; seed++) {
    const shot = sampleShot(seed);
    expect(shot.capture).not.toHaveProperty('occluder');
    const none = { ...shot, capture: { ...shot.capture, occluder: undefined } };
    expect(render(none, SIZE).pixels).toEqual(render(shot, SIZE).pixels);
  }
});

describe('an occluder', () => {
  test('is drawn from a seed: of every kind, valid, to three decimals, and the same each time', () => {
    const sampled = Array.from({ length: 200 }, (_, seed) => sampleOccluder(seed));
    for (const [seed, occluder] of sampled.entries()) {
      expect(occluderSchema.parse(occluder)).toEqual(occluder);
      expect(sampleOccluder(seed)).toEqual(occluder);
      for (const value of [occluder.x, occluder.y, occluder.size, occluder.yaw]) {
        expect(Math.round(value * 1000) / 1000).toBe(value);
      }
    }
    for (const kind of occluderKinds) {
      expect(sampled.filter((occluder) => occluder.kind === kind).length).toBeGreaterThan(40);
    }
  });

  test('drawn from a seed mostly hides some of the face, and seldom nearly all of it', () => {
    const bare = { identity: sampleIdentity(1), performance: neutralPerformance, capture: studioCapture };
    const whole = sum(renderTruth(bare, 48).faceMask);
    const parts = Array.from({ length: 100 }, (_, seed) => {
      return 1 - sum(renderTruth(before(bare, sampleOccluder(seed)), 48).faceMask) / whole;
    });
    expect(parts.filter((part) => part > 0.05).length).toBeGreaterThan(85);
    expect(parts.filter((part) => part > 0.8).length).toBeLessThan(8);
  });

  test.each([null, [], 3, 'mug', true])('is an object, not %j', (value) => {
    const shot = sampleShot(1) as { capture: object };
    expect(() => parseShot({ ...shot, capture: { ...shot.capture, occluder: value } })).toThrow(
      `shot: capture.occluder is ${JSON.stringify(value)}: expected an object`,
    );
  });
});
