import { beforeAll, describe, expect, test } from 'vitest';
import { provenPixels, type ProvenPixels } from '../../../src/clips/proven-pixels.ts';
import { sha256Hex } from '../../../src/clips/manifest.ts';
import type { MaskSource } from '../../../src/convert/names.ts';
import { InputError } from '../../../src/errors.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { drawClip } from '../../../src/pipeline/film.ts';
import type { ExtractedClip } from '../../../src/pipeline/extract.ts';
import type { Host } from '../../../src/pipeline/host.ts';
import { findCheckpoint, readCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import { convertFaces } from '../../../src/pipeline/swap.ts';
import { beginRun } from '../../../src/pipeline/train.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import type { Predicted } from '../../../src/train/predict.ts';
import { extracted, testPlan } from '../../pipeline/clips.ts';
import { localHost, useWasm } from '../../pipeline/local-host.ts';

const threads = nodeHost();
const local = localHost();
let clips: ExtractedClip[];

beforeAll(async () => {
  await useWasm();
  clips = [await extracted(testPlan(31)), await extracted(testPlan(32))];
});

describe('threads do what the same workers do in the thread of their caller:', () => {
  test('they film the same clip', async () => {
    const plan = testPlan(33);
    const pictures = async (host: Host) => {
      const all: Uint8Array[] = [];
      const onFrame = (index: number, pixels: ProvenPixels) => {
        all[index] = pixels.copy();
      };
      const { manifest } = await drawClip(host, plan, { workers: 2, onFrame });
      return { manifest, all };
    };
    expect(await pictures(threads)).toEqual(await pictures(local));
  });

  test('they put the same faces back', async () => {
    const faces = clips[0].faces!;
    const driving = { extracted: clips[0], faces, masks: faces.masks, person: 0 };
    const grey = provenPixels(new Uint8Array(faces.count * 3 * 64 * 64).fill(120), 64, 64, faces.count);
    const versions = [{ pixels: faces.images }, { pixels: grey, alpha: faces.masks }];
    const frames = async (host: Host, mask: MaskSource, put: readonly Predicted[]) => {
      const all: Uint8Array[] = [];
      await convertFaces(host, driving, clips[1].clip.plan.identity, put, {
        workers: 2,
        convert: { ...defaultsOf(settings.convert), mask },
        onFrame: (index, { original, converted, key }) => {
          expect(all).toHaveLength((2 + put.length) * index);
          all.push(...[original, ...converted, key.pixels].map((picture) => picture.copy()));
        },
      });
      return all;
    };
    expect(await frames(threads, 'learned', versions)).toEqual(await frames(local, 'learned', versions));
    const painted = versions.slice(1);
    const underAlpha = await frames(threads, 'alpha', painted);
    expect(underAlpha).toEqual(await frames(local, 'alpha', painted));
    // The masks of these faces are what α says here.
    expect(underAlpha).toEqual(await frames(local, 'learned', painted));
    await expect(frames(threads, 'alpha', versions)).rejects.toThrow(InputError);
  });

  test('they train to the same bytes', async () => {
    const chosen = { ...defaultsOf(settings.train), preset: 'lightweight', steps: 2, batch: 2 } as const;
    const learned = async (host: Host) => {
      const run = new MemoryStore();
      await beginRun(host, run, clips, chosen, { backend: 'wasm', workers: 1 });
      const { folder } = (await findCheckpoint(run, 'lightweight'))!;
      const { networks, optimizer } = await readCheckpoint(run, folder);
      return [...Object.values(networks).map(({ weights }) => weights), optimizer.values].map(sha256Hex);
    };
    expect(await learned(threads)).toEqual(await learned(local));
  });
});

test('a PNG is written of what is proven, and of nothing else', async () => {
  const png = await threads.encodePng(provenPixels(new Uint8Array(3 * 8 * 4).fill(90), 8, 4));
  expect(Buffer.from(png).toString('latin1')).toContain('digitalsourcetype/algorithmicMedia');
  const madeUp = { count: 1, width: 8, height: 4 } as unknown as ProvenPixels;
  await expect(threads.encodePng(madeUp)).rejects.toThrow(InputError);
});

test('a file that does not come with Janus is refused by its name', async () => {
  expect((await threads.readAsset('cast.json')).length).toBeGreaterThan(1000);
  await expect(threads.readAsset('pretrained/nobody/model.json')).rejects.toThrow(/nobody.*does not exist/);
});
