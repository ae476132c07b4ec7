import { expect, test } from 'vitest';
import { pixelsOf, provenPixels } from '../../src/clips/proven-pixels.ts';
import {
  planClip,
  RefusedFrameError,
  render,
  sampleIdentity,
  sealManifest,
  sha256Hex,
  shotOf,
  VerifiedFrame,
  verifyFrame,
} from '../../src/index.ts';

const SIZE = 48;

function filmed(seed: number) {
  const plan = planClip({
    identity: sampleIdentity(seed),
    kind: 'training',
    seed,
    frames: 3,
    size: SIZE,
    fps: 25,
  });
  const pixels = plan.frames.map((_, i) => render(shotOf(plan, i), SIZE).pixels);
  return { manifest: sealManifest(plan, pixels.map(sha256Hex)), pixels };
}
const { manifest, pixels } = filmed(1);

function refusal(index: number, found: Uint8Array, of = manifest): RefusedFrameError {
  try {
    verifyFrame(of, index, found);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedFrameError);
    return error as RefusedFrameError;
  }
  throw new Error(`frame ${index} was accepted`);
}

test('a frame as it was filmed is verified, and what comes out is drawn anew', () => {
  for (const [i, found] of pixels.entries()) {
    const frame = verifyFrame(manifest, i, found);
    expect(frame).toBeInstanceOf(VerifiedFrame);
    expect(pixelsOf(frame.pixels)).toEqual(found);
    expect(pixelsOf(frame.pixels).buffer).not.toBe(found.buffer);
    expect(frame.shot).toEqual(shotOf(manifest, i));
  }
});

test('one level of one channel of one pixel is too much, and is named exactly', () => {
  const edited = pixels[1].slice();
  const at = (20 * SIZE + 31) * 3 + 2;
  edited[at] += edited[at] === 255 ? -1 : 1;
  const error = refusal(1, edited);
  expect(error.frame).toBe(1);
  expect(error.difference).toEqual({ largest: 1, pixels: 1, of: SIZE * SIZE, x: 31, y: 20, channel: 'blue' });
  expect(error.message).toBe(
    'Frame 1 (frame-00001.png) is refused: 1 of its 2304 pixels is not as clip.json describes; the largest difference is 1 of 255, in blue at x 31, y 20.',
  );
  expect(error.advice).toMatch(/film the clip again/);
});

test('the largest difference is the largest', () => {
  const edited = pixels[0].map((value, i) => (i === 777 ? 255 - value : value > 200 ? value - 1 : value));
  const expected = Math.abs(255 - 2 * pixels[0][777]);
  expect(refusal(0, edited).difference?.largest).toBe(expected);
});

test.each<[string, (x: number, y: number) => readonly [number, number, number]]>([
  ['a cartoon', (x, y) => ((x - 24) ** 2 + (y - 24) ** 2 < 300 ? [255, 220, 90] : [90, 160, 255])],
  [
    'what could be a photo',
    (x, y) => [128 + 90 * Math.sin(x / 7 + y / 11), 120 + 60 * Math.cos(y / 5), 100 + ((x * y) % 17)],
  ],
  ['nothing at all', () => [0, 0, 0]],
])('%s is refused', (_, colour) => {
  const picture = new Uint8Array(SIZE * SIZE * 3);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) picture.set(colour(x, y).map(Math.round), (y * SIZE + x) * 3);
  const { difference } = refusal(0, picture);
  expect(difference!.largest).toBeGreaterThan(50);
  expect(difference!.pixels).toBeGreaterThan(SIZE * SIZE * 0.8);
});

test('another frame, and the same frame of another clip, are refused', () => {
  expect(refusal(0, pixels[1]).difference).toBeDefined();
  expect(refusal(0, filmed(2).pixels[0]).difference).toBeDefined();
});

test('a picture of another size is refused, whatever it shows', () => {
  for (const length of [0, 3, pixels[0].length - 3, pixels[0].length + 3]) {
    const error = refusal(0, new Uint8Array(length));
    expect(error.message).toContain(`it has ${length} bytes, not the ${SIZE * SIZE * 3}`);
    expect(error.difference).toBeUndefined();
  }
});

test('a manifest that gives another hash is refused, though the pixels are right', () => {
  const forged = structuredClone(manifest);
  forged.frames[0].sha256 = sha256Hex(new Uint8Array(1));
  expect(refusal(0, pixels[0], forged).message).toContain('SHA-256');
});

test('a verified frame cannot be made up', () => {
  const accepts = (frame: VerifiedFrame) => frame.size;
  const shape = { size: SIZE, pixels: provenPixels(pixels[0], SIZE, SIZE), shot: shotOf(manifest, 0) };
  // @ts-expect-error: an object of the same shape is no VerifiedFrame. (ESLint would refuse it too.)
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  expect(accepts(shape)).toBe(SIZE);
});
