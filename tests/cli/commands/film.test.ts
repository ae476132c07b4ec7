import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseManifest } from '../../../src/clips/manifest.ts';
import type { Alignments } from '../../../src/extract/alignments.ts';
import { janus, janusFromSources, janusHere, startJanus, until } from '../run-janus.ts';
import { scratchHome } from '../scratch-home.ts';
import { object } from './printed-object.ts';

const { home, folder } = scratchHome();

describe('film and verify', () => {
  const clip = join(home, 'clip');
  const small = ['--frames', '5', '--size', '64', '--workers', '1'];

  beforeAll(async () => {
    const { code, out } = await janus(
      ['film', 'mira', '--kind', 'driving', ...small, '--out', clip, '--video', '--json'],
      home,
    );
    expect(code).toBe(0);
    expect(object(out)).toMatchObject({
      clip,
      video: `${clip}.webp`,
      person: 'mira',
      kind: 'driving',
      frames: 5,
      size: 64,
      fps: 25,
    });
  });

  test('a clip is verified', async () => {
    const { code, out } = await janusHere(['verify', clip], home);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^Verified 5 frames of mira, driving, 64 × 64/) as string,
    });
    expect(object((await janusHere(['verify', clip, '--json'], home)).out)).toMatchObject({
      verified: 5,
      refused: [],
    });
  });

  test('something comes and goes before the face, if it is asked for', async () => {
    const out = join(home, 'occluded');
    const filmed = await janusHere(
      ['film', 'mira', '--occluder', 'fan', '--fps', '6', ...small, '--frames', '18', '--out', out],
      home,
    );
    expect(filmed.code).toBe(0);
    const { frames } = parseManifest(object(readFileSync(join(out, 'clip.json'), 'utf8')));
    const kinds = frames.map(({ occluder }) => occluder?.kind);
    expect(new Set(kinds)).toEqual(new Set([undefined, 'fan']));
    expect((await janusHere(['verify', out], home)).code).toBe(0);
  });

  test('run from its sources, it does the same, with threads of its own', async () => {
    const { code, out } = await janusFromSources(['verify', clip, '--json', '--workers', '2'], home);
    expect(code).toBe(0);
    expect(object(out)).toMatchObject({ person: 'mira', verified: 5, refused: [] });
  });

  test('its faces are found', async () => {
    const { code, out } = await janusHere(['extract', clip], home);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^Extracted 5 faces in \d+ s: landmarks \d\.\d % of the distance between the eyes from the truth\.\nAlignments: .*alignments\.json\n$/,
      ) as string,
    });
    const extracted = await janusHere(
      ['extract', clip, '--out', 'true', '--landmarks', 'truth', '--json'],
      home,
    );
    expect(object(extracted.out)).toMatchObject({
      person: 'mira',
      frames: 5,
      landmarks: 'truth',
      error: 0,
      uncertain: [],
    });
    const [found, truth] = ['faces/clip', 'true'].map(
      (name) => object(readFileSync(join(home, name, 'alignments.json'), 'utf8')) as unknown as Alignments,
    );
    expect(found.landmarks).toBe('found');
    found.frames.forEach(({ transform }, i) => {
      const expected = truth.frames[i].transform;
      expect(transform.a / expected.a).toBeCloseTo(1, 1);
      expect(Math.abs(transform.b - expected.b)).toBeLessThan(0.1 * expected.a);
    });
  });

  test('a foreign frame is refused by name, with 2', async () => {
    const edited = join(home, 'edited');
    expect((await janusHere(['film', 'oskar', ...small, '--out', edited], home)).code).toBe(0);
    writeFileSync(join(edited, 'frame-00003.png'), readFileSync(join(clip, 'frame-00003.png')));
    const { code, out, err } = await janus(['verify', edited], home);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /error: Frame 3 \(frame-00003\.png\) is refused: .* the largest difference is \d+ of 255/,
    );
    expect(err).toMatch(/Put the original back, or film the clip again/);
    const json = await janusHere(['verify', edited, '--json'], home);
    expect(json.code).toBe(2);
    expect(object(json.out)).toMatchObject({ verified: 4, refused: [{ frame: 3 }] });
    const extraction = await janusHere(['extract', edited, '--landmarks', 'truth'], home);
    expect(extraction.code).toBe(2);
    expect(extraction.err).toMatch(/error: Frame 3 \(frame-00003\.png\) is refused/);
    expect(existsSync(join(home, 'faces', 'edited'))).toBe(false);
  });

  test('where alignments cannot be written, no face is looked for', async () => {
    const { code, err } = await janusHere(['extract', clip, '--out', join(clip, 'clip.json', 'faces')], home);
    expect(code).toBe(2);
    expect(err).toContain('lies in something that is not a folder');
    expect(err).not.toContain('Extracting');
  });

  test('what exists is not overwritten', async () => {
    const { code, err } = await janusHere(['film', 'oskar', ...small, '--out', clip], home);
    expect(code).toBe(2);
    expect(err).toMatch(/already exists.*--out.*--force/s);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'stopped by %s it leaves no half clip, and runs again',
    async (signal) => {
      const place = folder(signal);
      const words = ['film', 'mira', '--frames', '400', '--size', '64', '--workers', '1', '--out', 'clip'];
      const filming = startJanus(words, place);
      await until(
        () => readdirSync(place).some((name) => readdirSync(join(place, name)).length > 5),
        filming,
      );
      filming.process.kill(signal);
      const { code, err } = await filming.ended;
      expect(existsSync(join(place, 'clip'))).toBe(false);
      if (signal !== 'SIGKILL') {
        expect(code).toBe(130);
        expect(err).toMatch(/Nothing is half written: run the same command again/);
        expect(readdirSync(place)).toEqual([]);
      }
      const again = await janusHere(['film', 'mira', ...small, '--out', 'clip'], place);
      expect(again.code).toBe(0);
      expect(readdirSync(place)).toEqual(['clip']);
    },
  );
});
