import { beforeAll, describe, expect, test } from 'vitest';
import { render, sha256Hex, shotOf, verifyFrame, type Manifest } from '../../src/index.ts';
import { pixelsOf } from '../../src/clips/proven-pixels.ts';
import { drawClip } from '../../src/pipeline/film.ts';
import { drawnClip, openDrawn, type FrameSource } from '../../src/pipeline/frame-source.ts';
import { verifyClip } from '../../src/pipeline/verify.ts';
import { FRAME_SIZE, testPlan } from './clips.ts';
import { localHost } from './local-host.ts';

const plan = testPlan(4);
const drawn = plan.frames.map((_, i) => render(shotOf(plan, i), FRAME_SIZE).pixels);
let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = await drawClip(localHost(), plan));
});

describe('a clip is drawn', () => {
  test('as its plan says, with the SHA-256 of every frame, and reports how far it is', async () => {
    const pictures: Uint8Array[] = [];
    const progress: number[] = [];
    const clip = await drawClip(localHost(), plan, {
      onFrame: (index, pixels) => {
        pictures[index] = pixels.copy();
      },
      onProgress: (done, total) => progress.push(done / total),
    });
    expect(pictures).toEqual(drawn);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6].map((done) => done / 6));
    expect(clip.bytes, 'nothing was saved').toBe(0);
    expect(clip.manifest.frames.map(({ sha256 }) => sha256)).toEqual(drawn.map(sha256Hex));
    expect(clip.manifest).toEqual(manifest);
  });

  test('into the same manifest by any number of workers', async () => {
    expect((await drawClip(localHost(), plan, { workers: 3 })).manifest).toEqual(manifest);
  });

  test('until it is stopped, with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const seen: number[] = [];
    const drawing = drawClip(localHost(), plan, {
      signal: controller.signal,
      onProgress: (done) => {
        seen.push(done);
        controller.abort(reason);
      },
    });
    await expect(drawing).rejects.toBe(reason);
    expect(seen).toEqual([1]);
  });

  test('unless its plan cannot be drawn, which is said by the field', async () => {
    const broken = structuredClone(plan);
    broken.frames[3].performance.yaw = 500;
    await expect(drawClip(localHost(), broken)).rejects.toThrow(/performance\.yaw is 500/);
  });
});

describe('a clip is verified', () => {
  /** The clip, with pixels of somebody's own in the place of frame 2. */
  const withFrame2 = (pixels: Uint8Array): FrameSource => ({
    ...drawnClip(manifest),
    read: (index, truth) =>
      index === 2
        ? Promise.resolve().then(() => verifyFrame(manifest, index, pixels, truth))
        : openDrawn({ kind: 'clip', manifest }).read(index, truth),
  });

  test('frame by frame', async () => {
    const progress: number[] = [];
    const options = { onProgress: (done: number) => progress.push(done) };
    expect(await verifyClip(localHost(), drawnClip(manifest), options)).toEqual({ verified: 6, refused: [] });
    expect(progress).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('but for a made-up frame, which is refused by name, with how it differs', async () => {
    const madeUp = drawn[2].slice();
    madeUp[3 * (5 * FRAME_SIZE + 7) + 1] ^= 4;
    const host = localHost(() => withFrame2(madeUp));
    const { verified, refused } = await verifyClip(host, drawnClip(manifest));
    expect(verified).toBe(5);
    expect(refused).toEqual([
      {
        frame: 2,
        message: expect.stringMatching(
          /^Frame 2 \(frame-00002\.png\) is refused: 1 of its 5184 pixels is not as clip\.json describes/,
        ) as string,
        advice: expect.stringMatching(/film the clip again/) as string,
        difference: { largest: 4, pixels: 1, of: FRAME_SIZE ** 2, x: 7, y: 5, channel: 'green' },
      },
    ]);
  });

  test('but for frames whose SHA-256 the manifest does not have: they were never filmed so', async () => {
    const frames = manifest.frames.map((frame, i) =>
      i === 4 ? { ...frame, sha256: '0'.repeat(64) } : frame,
    );
    const { refused } = await verifyClip(localHost(), drawnClip({ ...manifest, frames }));
    expect(refused.map(({ frame, message }) => [frame, message])).toEqual([
      [4, expect.stringContaining('the SHA-256 that clip.json gives for it is not that of its pixels')],
    ]);
  });

  test('and of a frame that is read only what the renderer has just drawn goes any further', async () => {
    const frame = await withFrame2(drawn[2]).read(2);
    expect(pixelsOf(frame.pixels)).toEqual(drawn[2]);
    expect(pixelsOf(frame.pixels)).not.toBe(drawn[2]);
  });

  test('and a source says which frames there are', async () => {
    await expect(Promise.resolve().then(() => drawnClip(manifest).read(6))).rejects.toThrow(
      'The clip has no frame 6: it has frames 0 to 5.',
    );
  });
});
