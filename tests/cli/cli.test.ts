import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseManifest } from '../../src/clips/manifest.ts';
import type { Alignments } from '../../src/extract/alignments.ts';
import { presetNames } from '../../src/train/config/names.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { janus, janusFromSources, janusHere, startJanus, until } from './run-janus.ts';

const home = scratchFolder();
const folder = (name: string) => {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  return path;
};

/** Standard output as the one JSON object it must be. */
const object = (out: string) => JSON.parse(out) as Record<string, unknown>;

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await janus(['--version'], home)).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
});

test('run by npm, paths are relative to the folder of the user, and shown as absolute paths', async () => {
  const [stand, elsewhere] = [folder('stand'), folder('elsewhere')];
  const npm = { INIT_CWD: stand, npm_lifecycle_event: 'janus', npm_package_name: 'janus-faceswap' };
  const { code, out } = await janus(['cast', 'mira', '--size', '64'], elsewhere, npm);
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining(`Sheet: ${join(stand, 'cast.png')}`) as string,
  });
  expect(existsSync(join(stand, 'cast.png'))).toBe(true);
});

test.runIf(process.platform === 'linux')('a result that could not be written is a failure', () => {
  const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
  const words = ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, main, 'cast', 'mira', '--size', '64'];
  const { status, stderr } = spawnSync('sh', words, { encoding: 'utf8', cwd: folder('full') });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: The result could not be written: ENOSPC/) as string,
  });
});

test.runIf(process.platform === 'linux')('called in a folder that is gone, it says so', () => {
  const gone = folder('gone');
  const script = `cd '${gone}' && rmdir '${gone}' && exec "$0" "$@"`;
  const main = new URL('../../dist/cli/main.js', import.meta.url).pathname;
  const { status, stderr } = spawnSync('sh', ['-c', script, process.execPath, main, 'cast'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'error: The folder in which the command was called does not exist.\nGo to one that does.\n',
  });
});

const COMMANDS = [
  'cast',
  'film',
  'verify',
  'extract',
  'models',
  'train',
  'convert',
  'evaluate',
  'demo',
  'doctor',
] as const;

describe('help', () => {
  test('of everything', async () => {
    const { code, out, err } = await janusHere(['--help'], home);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const word of [...COMMANDS, 'Examples:', 'Exit codes: 0 done, 1 failed, 2'])
      expect(out).toContain(word);
  });

  test.each(COMMANDS)('of %s has examples, and each flag its default', async (command) => {
    const { code, out } = await janusHere([command, '--help'], home);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples:\n  janus ${command}`));
    expect(out).toContain('--json');
    if (command !== 'cast' && command !== 'models') {
      expect(out).toMatch(/--workers <n> .*\(default:\s+one\s+for\s+each\s+core\)/s);
    }
  });
});

describe('bad usage ends with 2, one error, what to do, and no stack trace', () => {
  test.each<[string, RegExp]>([
    ['', /Usage: janus/],
    ['flim mira', /unknown command 'flim'.*Did you mean film/s],
    ['film', /missing required argument 'person'/],
    ['film mira --frames', /argument missing/],
    ['film mira --frames -1', /--frames is "-1": expected a whole number from 0 to 20000/],
    ['film mira --frames 1e9', /--frames is "1e9": expected a whole number/],
    ['film mira --frames ten', /--frames is "ten"/],
    ['film mira --kind both', /--kind is "both": expected one of training, driving/],
    ['film mira --occluder cup', /--occluder is "cup": expected one of none, mug, fan, sleeve, any/],
    ['film mira --sise 64', /unknown option '--sise'.*Did you mean --size/s],
    ['film mira oskar', /too many arguments/],
    ['film mora', /nobody called "mora".*Did you mean mira\?/s],
    ['film seed:x', /seed:x is no seed/],
    ['film ./me.jpg', /me\.jpg does not exist/],
    ['cast --seeds 9-1', /--seeds is "9-1": expected seeds such as 1-48/],
    ['cast --seeds 1-4000000000', /at most 400 people/],
    [
      'cast --seeds 1-300 --size 1024',
      /A sheet of 300 pictures of 1024 × 1024 pixels is too large.*up to --size \d+/s,
    ],
    ['cast mira --out ada.json', /--out is "ada\.json": expected the name of a PNG/],
    ['verify nowhere', /The clip nowhere does not exist/],
    ['extract nowhere --landmarks truth', /The clip nowhere does not exist/],
    ['extract nowhere --landmarks guessed', /--landmarks is "guessed": expected one of found, truth/],
  ])('%s', async (line, message) => {
    const { code, out, err } = await janusHere(line.split(' ').filter(Boolean), home);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(readdirSync(home).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.each([
    [['film', 'mira', '--out', ''], '--out is empty.'],
    [['train', '', 'faces/b'], 'An argument is empty.'],
  ])('an empty value, as an unset variable of a script gives, %j', async (words, message) => {
    const { code, err } = await janusHere(words, home);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) as string });
  });

  test('a photo is not a person', async () => {
    const photo = join(folder('photo'), 'me.jpg');
    writeFileSync(
      photo,
      await sharp({ create: { width: 64, height: 64, channels: 3, background: '#caa' } })
        .jpeg()
        .toBuffer(),
    );
    const { code, err } = await janusHere(['film', './me.jpg'], join(home, 'photo'));
    expect(code).toBe(2);
    expect(err).toMatch(/me\.jpg is not JSON/);
  });
});

describe('cast', () => {
  test('lists the twelve and draws them', async () => {
    const { code, out } = await janusHere(['cast'], folder('cast'));
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => /^\w+ +\S/.test(line))).toHaveLength(12);
    const { width, height, xmp } = await sharp(join(home, 'cast', 'cast.png')).metadata();
    expect([width, height]).toEqual([4 + 4 * 132, 4 + 3 * 132]);
    expect(xmp?.toString()).toContain('algorithmicMedia');
  });

  test('draws anyone, and prints one object if asked', async () => {
    const words = [
      'cast',
      'yuna',
      '--seeds',
      '3-5',
      '--size',
      '64',
      '--columns',
      '2',
      '--out',
      'sheet.png',
      '--json',
    ];
    const { code, out } = await janusHere(words, folder('anyone'));
    expect(code).toBe(0);
    expect(object(out)['people']).toHaveLength(4);
    expect(existsSync(join(home, 'anyone', 'sheet.png'))).toBe(true);
  });
});

describe('models', () => {
  test('lists the presets with parameters and operations; that of 2017 has the 82.1 million parameters worked out by hand', async () => {
    const { code, out } = await janusHere(['models', '--json'], home);
    expect(code).toBe(0);
    const models = object(out) as Record<string, { parameters: number; flops: number }>;
    expect(Object.keys(models)).toEqual(presetNames);
    // The arithmetic is in tests/train/models/original.test.ts.
    expect(models['original'].parameters).toBe(82_062_470);
    for (const { flops } of Object.values(models)) expect(flops).toBeGreaterThan(1e7);
  });

  test('shows one layer by layer, and says which there are', async () => {
    const { code, out } = await janusHere(['models', 'classroom'], home);
    expect(code).toBe(0);
    expect(out).toMatch(/^classroom: from labels.*\n\n.*encoder/s);
    expect(out).toMatch(/^--start +labels\n--batch +8\n--learning-rate +0\.0004$/m);
    const wrong = await janusHere(['models', 'clasroom'], home);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('The preset is "clasroom": expected one of classroom, ');
  });
});

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
