import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { frameFile, InputError, planClip, sampleIdentity } from '../../../src/index.ts';
import { openClip, type ClipFolder } from '../../../src/node/disk/clip-folder.ts';
import { openFaces, writeFaces } from '../../../src/node/disk/faces-folder.ts';
import { filmToFolder } from '../../../src/node/disk/film-folder.ts';
import { extractClip, loadFaces, type ExtractedClip } from '../../../src/pipeline/extract.ts';
import { builtHost } from '../../built-host.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const SIZE = 96;
const FRAMES = 5;
const options = {
  identity: sampleIdentity(7),
  name: 'seed:7',
  kind: 'training',
  frames: FRAMES,
  size: SIZE,
  fps: 25,
} as const;
const plan = planClip({ ...options, seed: 3 });

const host = builtHost();
const root = scratchFolder();
const clip = join(root, 'clips', 'a');
const faces = join(root, 'faces', 'a');

/** Extracts a clip's folder by the renderer's landmarks. */
async function extractFolder(folder: string, out: string): Promise<ExtractedClip> {
  const opened = await openClip(folder);
  const extracted = await extractClip(host, opened, folder, { landmarks: 'truth' });
  expect(await writeFaces(out, extracted, opened)).toBe(join(out, 'alignments.json'));
  return extracted;
}

let extracted: ExtractedClip;
beforeAll(async () => {
  await filmToFolder(host, plan, clip);
  extracted = await extractFolder(clip, faces);
});

test('what was extracted is opened again, by its folder and by its file, and finds its clip', async () => {
  for (const path of [faces, join(faces, 'alignments.json')]) {
    const opened = await openFaces(path);
    expect(opened.name).toBe(path);
    expect(opened.faces, 'no pixels are stored').toBeUndefined();
    expect((opened.clip as ClipFolder).folder).toBe(clip);
    expect(opened.alignments).toEqual({ ...extracted.alignments, clip: '../../clips/a' });
  }
});

test('faces that are cut out of a folder by threads are those that extraction has cut out', async () => {
  const cut = await loadFaces(host, await openFaces(faces), { workers: 2 });
  expect(cut.masks).toEqual(extracted.faces!.masks);
  for (let frame = 0; frame < FRAMES; frame++) {
    expect(cut.images.copy(frame)).toEqual(extracted.faces!.images.copy(frame));
  }
});

describe('is refused:', () => {
  test('a frame that Janus did not draw, by extraction and by training alike', async () => {
    const forged = join(root, 'clips', 'forged');
    await filmToFolder(host, plan, forged);
    const out = join(root, 'faces', 'forged');
    await extractFolder(forged, out);
    // A frame of the same person, but another moment.
    await writeFile(join(forged, frameFile(2)), await readFile(join(forged, frameFile(3))));
    for (const call of [
      () => extractFolder(forged, join(root, 'none')),
      async () => loadFaces(host, await openFaces(out)),
    ]) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).message).toMatch(/Frame 2 \(frame-00002\.png\) is refused/);
    }
  });

  test('another clip in the place of the extracted one', async () => {
    const other = join(root, 'clips', 'other');
    const out = join(root, 'faces', 'other');
    await filmToFolder(host, planClip({ ...options, seed: 4 }), other);
    await extractFolder(other, out);
    await rm(other, { recursive: true });
    await filmToFolder(host, planClip({ ...options, seed: 5 }), other);
    await expect(openFaces(out)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/about another clip than the one now in .*other\.$/) as string,
      advice: `Extract it again: janus extract ${other}`,
    });
    await rm(other, { recursive: true });
    await expect(openFaces(out)).rejects.toThrow(/other does not exist/);
  });

  test.each([
    ['cut short', (text: string) => text.slice(0, 500), /is not JSON/],
    [
      'of another version',
      (text: string) => text.replace('"formatVersion": 1', '"formatVersion": 9'),
      /formatVersion is 9/,
    ],
    [
      'without a frame',
      (text: string) => text.replace(/ {4}\{"frame":4.*\n/, '').replace(/,\n {2}\]/, '\n  ]'),
      /one alignment for each/,
    ],
    [
      'with a frame twice',
      (text: string) => text.replace('{"frame":4', '{"frame":3'),
      /one alignment for each/,
    ],
    [
      'with a field of another form',
      (text: string) => text.replace(/"confidence":1/, '"confidence":7'),
      /frames\.0\.confidence is 7/,
    ],
    [
      'with a transform to nothing',
      (text: string) => text.replace(/"a":[^,]+,"b":[^,]+,/, '"a":0,"b":0,'),
      /frames\.0\.transform.*expected a scale above 0/,
    ],
    [
      'with a field too many',
      (text: string) => text.replace('"landmarks": "truth"', '"landmarks": "truth", "photo": 1'),
      /photo: no such field/,
    ],
  ])('alignments.json %s', async (_, change, message) => {
    const text = await readFile(join(faces, 'alignments.json'), 'utf8');
    const file = join(root, 'faces', 'a', 'changed.json');
    expect(change(text)).not.toBe(text);
    await writeFile(file, change(text));
    const error: unknown = await openFaces(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
  });
});
