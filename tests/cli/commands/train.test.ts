import { beforeAll, describe, expect, test } from 'vitest';
import { scratchFolder } from '../../scratch-folder.ts';
import { FACES, filmFaces, KNOWN, SHORT, SMALL } from '../filmed-faces.ts';
import { janusHere, type Ended } from '../run-janus.ts';

const home = scratchFolder();
const run = (...words: string[]): Promise<Ended> => janusHere(words, home);

beforeAll(() => filmFaces(home));

describe('training', () => {
  const refusals: [string, string[], string][] = [
    ['one person', ['faces/mira-training'], 'A swap takes two people or more.'],
    ['no such folder', ['faces/mira-training', 'faces/nobody'], 'faces/nobody'],
    ['no such run', ['--resume', 'runs/nowhere'], 'There is no run: '],
    [
      'other settings for a run to go on with',
      ['--resume', 'runs/mira-oskar', '--minutes', '5', '--flip', 'off'],
      '--resume takes no --minutes, --flip',
    ],
    [
      'an unknown preset',
      [...FACES, '--preset', 'huge'],
      '--preset is "huge": expected one of auto, classroom',
    ],
    ['minutes without number', [...FACES, '--minutes', 'two'], '--minutes is "two": expected a number'],
  ];
  test.each(refusals)('refuses %s', async (_, words, message) => {
    const { code, err, out } = await run('train', ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
  });
});

describe('training refuses', () => {
  test.each([
    ['a driving clip', ['faces/mira-driving', 'faces/oskar-training'], 'is of a driving clip'],
    ['one person twice', ['faces/mira-training', 'faces/mira-training'], 'are of the same person'],
    [
      'other faces for a run to go on with',
      [...FACES, '--resume', 'runs/mira-oskar'],
      'takes no folders of faces',
    ],
  ])('%s', async (_, words, message) => {
    const { code, err } = await run('train', ...words);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) as string });
  });
});

test('three people are trained together, and any of them becomes any other', async () => {
  await run('film', 'yuna', ...SHORT);
  await run('extract', 'clips/yuna-training', ...KNOWN);
  const all = [...FACES, 'faces/yuna-training'];
  const trained = await run('train', ...all, ...SMALL, '--steps', '1', '--json', '--out', 'runs/three');
  const { skill, swapErrors } = JSON.parse(trained.out) as Record<string, object>;
  for (const scores of [skill, swapErrors]) {
    expect(Object.keys(scores)).toEqual(['mira→oskar', 'oskar→yuna', 'yuna→mira']);
  }
  const { code, out } = await run('convert', 'runs/three', 'faces/mira-driving', '--to', 'yuna');
  expect(code).toBe(0);
  expect(out).toContain("mira with yuna's face");
});
