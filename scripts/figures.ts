/**
 * `npm run figures`: draws every figure of the README and the docs into docs/figures. Each is a WebP marked
 * as synthetic in its metadata, like everything that Janus writes.
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import {
  answerKey,
  findMember,
  neutralPerformance,
  render,
  renderTruth,
  sampleCapture,
  sampleIdentity,
  studioCapture,
  XMP_PACKET,
  type Capture,
  type Identity,
  type Performance,
  type Shot,
} from '../src/index.ts';
import { writeFileAtomic } from '../src/node/disk/atomic.ts';
import { nodeHost } from '../src/node/host.ts';
import { loadCast } from '../src/pipeline/people.ts';
import { ContactSheet } from '../src/node/media/contact-sheet.ts';

const FOLDER = new URL('../docs/figures/', import.meta.url).pathname;

const act = (changes: Partial<Performance>): Performance => ({ ...neutralPerformance, ...changes });

/** One of each: what a viewer should be able to tell apart at 64 pixels. */
const ACTS: readonly Performance[] = [
  act({}),
  act({ yaw: 38, pitch: 4, smile: 0.9, mouthOpen: 0.25, gazeX: 0.3, browLeft: 0.3, browRight: 0.3 }),
  act({ yaw: -32, pitch: 10, roll: 6, mouthOpen: 0.85, browLeft: 0.95, browRight: 0.95, gazeX: -0.2 }),
  act({ yaw: -14, pitch: -16, smile: -0.85, browKnit: 0.75, browLeft: -0.2, browRight: -0.2, gazeY: 0.3 }),
  act({ yaw: 12, roll: -11, smile: 0.75, blinkLeft: 1, browRight: 0.5, mouthOpen: 0.5 }),
  act({ yaw: 20, pitch: 18, gazeX: -0.9, gazeY: -0.3, blinkLeft: 0.3, blinkRight: 0.3, pucker: 0.8 }),
];

const EXPRESSIONS: readonly Performance[] = [
  act({ smile: 1 }),
  act({ smile: 1, mouthOpen: 0.5 }),
  act({ mouthOpen: 1, browLeft: 0.9, browRight: 0.9 }),
  act({ smile: -1 }),
  act({ smile: -0.6, browKnit: 1, browLeft: -0.5, browRight: -0.5 }),
  act({ blinkRight: 1, smile: 0.7 }),
  act({ pucker: 1 }),
  act({ gazeX: 1 }),
];

const dusk: Capture = {
  ...studioCapture,
  light: { azimuth: -69, elevation: 9, power: 1.15, colour: '#ffbf80' },
  fill: { power: 0.45, sky: '#4d5c9e', ground: '#47334d' },
  background: { style: 'bokeh', from: '#bf6b4d', to: '#3d2952', seed: 1 },
};
const neon: Capture = {
  ...studioCapture,
  light: { azimuth: 52, elevation: 29, power: 0.75, colour: '#99bfff' },
  fill: { power: 0.55, sky: '#5973bf', ground: '#66335c' },
  rim: { power: 1.8, colour: '#ff73b3' },
  background: { style: 'vignette', from: '#1f2447', to: '#4d245c', seed: 1 },
};
const below: Capture = {
  ...studioCapture,
  light: { azimuth: 11, elevation: -26, power: 0.85, colour: '#ccffcc' },
  fill: { power: 0.5, sky: '#4d5966', ground: '#668c6b' },
  background: { style: 'stripes', from: '#334038', to: '#1a2924', seed: 3 },
};
const overcast: Capture = {
  ...studioCapture,
  light: { ...studioCapture.light, power: 0.35 },
  fill: { power: 1.5, sky: '#d9dbe6', ground: '#b3ada8' },
  background: { style: 'gradient', from: '#dbd6cc', to: '#b8b8b3', seed: 1 },
  blur: 0.6,
  noise: 0.02,
};

const cast = await loadCast(nodeHost());
const someone = (name: string): Identity => findMember(cast, name).identity;
const studio = (identity: Identity, performance: Performance): Shot => ({
  identity,
  performance,
  capture: studioCapture,
});

await sheet(
  'cast',
  cast.map(({ identity }, i) => studio(identity, act({ smile: 0.4, yaw: i % 2 === 0 ? 10 : -10 }))),
  { columns: 6, size: 192 },
);
await sheet(
  'population',
  Array.from({ length: 48 }, (_, i) => studio(sampleIdentity(i + 1), neutralPerformance)),
  { columns: 8, size: 150 },
);
await sheet(
  'performances',
  ['mira', 'oskar', 'yuna', 'kwame', 'leilani', 'ravi'].flatMap((name) =>
    ACTS.map((a) => studio(someone(name), a)),
  ),
  { columns: 6, size: 192 },
);
await sheet(
  'expressions-64px',
  ['kwame', 'saoirse', 'bashir', 'abla'].flatMap((name) => EXPRESSIONS.map((a) => studio(someone(name), a))),
  { columns: 8, size: 64, enlarged: 2 },
);
await sheet(
  'lighting',
  ['leilani', 'tomasz', 'kwame', 'ingrid'].flatMap((name, i) =>
    [studioCapture, dusk, neon, below, overcast, sampleCapture(7)].map((capture) => ({
      identity: someone(name),
      performance: ACTS[(i + 1) % ACTS.length],
      capture,
    })),
  ),
  { columns: 6, size: 192 },
);
await sheet(
  'answer-key',
  [
    ['ingrid', 'oskar'],
    ['bashir', 'abla'],
    ['yuna', 'ramon'],
    ['kwame', 'saoirse'],
  ].flatMap(([a, b], i) => [
    studio(someone(b), neutralPerformance),
    ...[1, 2].flatMap((k) => {
      const filmed: Shot = {
        identity: someone(a),
        performance: ACTS[1 + ((2 * i + k) % 5)],
        capture: { ...sampleCapture(77 + i), noise: 0.01, blur: 0, size: 0.62 },
      };
      const key = answerKey(filmed, someone(b));
      return [filmed, key.crop, key.frame];
    }),
  ]),
  { columns: 7, size: 168 },
);
await truth('masks-and-landmarks', ['mira', 'ingrid', 'oskar', 'tomasz', 'abla', 'bashir']);

interface Layout {
  readonly columns: number;
  readonly size: number;
  /** How many times larger each picture is shown than it was drawn, its pixels left square. */
  readonly enlarged?: number;
}

async function sheet(
  name: string,
  shots: readonly Shot[],
  { columns, size, enlarged = 1 }: Layout,
): Promise<void> {
  const paper = new ContactSheet(shots.length, { columns, size: size * enlarged });
  for (const [index, shot] of shots.entries())
    paper.set(index, enlarge(render(shot, size).pixels, size, enlarged));
  await writeSheet(name, paper);
}

/**
 * Each face with its landmarks (visible green, hidden red), and below it its masks (inner face white, head
 * grey).
 */
async function truth(name: string, names: readonly string[]): Promise<void> {
  const size = 192;
  const paper = new ContactSheet(2 * names.length, { columns: names.length, size });
  for (const [i, who] of names.entries()) {
    const frame = renderTruth(studio(someone(who), ACTS[i % ACTS.length]), size);
    const marked = frame.pixels.slice();
    for (const { x, y, visible } of Object.values(frame.landmarks)) {
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ]) {
        const [column, row] = [Math.floor(x) + dx, Math.floor(y) + dy];
        if (column >= 0 && row >= 0 && column < size && row < size) {
          marked.set(visible ? [60, 255, 90] : [255, 60, 60], (row * size + column) * 3);
        }
      }
    }
    paper.set(i, marked);
    const masks = new Uint8Array(size * size * 3);
    for (let p = 0; p < size * size; p++) {
      masks.fill(Math.max(frame.headMask[p] * 0.4, frame.faceMask[p]), p * 3, p * 3 + 3);
    }
    paper.set(names.length + i, masks);
  }
  await writeSheet(name, paper);
}

function enlarge(pixels: Uint8Array, size: number, times: number): Uint8Array {
  if (times === 1) return pixels;
  const side = size * times;
  const out = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const from = (Math.floor(y / times) * size + Math.floor(x / times)) * 3;
      out.set(pixels.subarray(from, from + 3), (y * side + x) * 3);
    }
  }
  return out;
}

async function writeSheet(name: string, { pixels, width, height }: ContactSheet): Promise<void> {
  const webp = sharp(pixels, { raw: { width, height, channels: 3 } }).webp({ quality: 88 });
  await write(name, await webp.withXmp(XMP_PACKET).toBuffer());
}

async function write(name: string, webp: Buffer): Promise<void> {
  const path = `${FOLDER}${name}.webp`;
  const before = await readFile(path).catch(() => undefined);
  await writeFileAtomic(path, webp);
  const state = before === undefined ? 'new' : before.equals(webp) ? 'unchanged' : 'changed';
  process.stdout.write(`docs/figures/${name}.webp  ${Math.round(webp.length / 1024)} KB, ${state}\n`);
}
