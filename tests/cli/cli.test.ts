import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { janus, janusHere } from './run-janus.ts';
import { scratchHome } from './scratch-home.ts';

const { home, folder } = scratchHome();

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
