import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DirectionScores } from '../../src/evaluate/direction-scores.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { FACES, filmFaces, KNOWN, SMALL } from './filmed-faces.ts';
import { janus, janusHere, startJanus, until, type Ended } from './run-janus.ts';

const home = scratchFolder();
const run = (...words: string[]): Promise<Ended> => janusHere(words, home);
const runApart = (...words: string[]): Promise<Ended> => janus(words, home);

/** How the training of `runs/mira-oskar` ended. */
let trained: Ended;

beforeAll(async () => {
  await filmFaces(home);
  trained = await runApart('train', ...FACES, ...SMALL, '--steps', '6', '--validate-every', '0');
});

const at = (...parts: string[]) => join(home, ...parts);
const digest = (folder: string): string => {
  const hash = createHash('sha256');
  for (const name of readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).sort()) {
    if (name.endsWith('.bin')) hash.update(name).update(readFileSync(at(folder, name)));
  }
  return hash.digest('hex');
};

describe('training', () => {
  test('writes a run with its config, metrics, previews and checkpoints', async () => {
    const { code, out, err } = trained;
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining('Backend: wasm') as string });
    expect(out).toMatch(
      /^Trained 6 steps in .*\. Skill on the validation set: mira→oskar -?\d+ %, oskar→mira -?\d+ %\.\n(.* still worse than a still picture of .*\.\n)?Run: .*runs.mira-oskar\n$/,
    );
    const names = readdirSync(at('runs', 'mira-oskar'));
    expect(names).toEqual(
      expect.arrayContaining([
        'mean-face-0.bin',
        'mean-face-1.bin',
        'checkpoints',
        'config.json',
        'metrics.jsonl',
        'previews',
      ]),
    );
    expect(names.some((name) => /^events\.out\.tfevents\.\d+\.janus$/.test(name))).toBe(true);
    const lines = readFileSync(at('runs', 'mira-oskar', 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const metrics = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const number = expect.any(Number) as number;
    const preview = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    expect(metrics[0]).toMatchObject({ step: 0, swapErrors: { 'mira→oskar': number }, preview });
    expect(metrics.at(-1)).toMatchObject({
      step: 6,
      swapErrors: { 'oskar→mira': number },
      skill: { 'mira→oskar': number, 'oskar→mira': number },
      preview,
    });
    expect(metrics.some(({ losses }) => losses !== undefined)).toBe(true);
    const picture = await sharp(at('runs', 'mira-oskar', 'previews', 'step-00000006.png')).metadata();
    expect(picture).toMatchObject({ width: 8 * 64, height: 10 * 64 });
    expect(picture.xmp?.toString()).toContain('algorithmicMedia');
  });

  test('is not written over another, unless asked to', async () => {
    const again = await run('train', ...FACES, ...SMALL, '--steps', '1');
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(again.err).toContain(`There is a run in ${at('runs', 'mira-oskar')} already.`);
    expect(again.err).toContain(`janus train --resume ${at('runs', 'mira-oskar')}`);
  });

  test('killed, and stopped by Ctrl-C, it goes on, and comes to the same bytes as one that was not', async () => {
    const broken = at('runs', 'broken');
    const saved = (step: number) =>
      existsSync(join(broken, 'checkpoints')) &&
      readdirSync(join(broken, 'checkpoints')).some((name) => name >= `step-0000000${step}`);
    const resume = ['train', '--resume', 'runs/broken'];
    const breakOff = async (way: string[], signal: NodeJS.Signals, when: () => boolean) => {
      const training = startJanus(way, home);
      await until(when, training);
      training.process.kill(signal);
      return training.ended;
    };
    const begin = ['train', ...FACES, ...SMALL, '--steps', '6', '--out', 'runs/broken'];
    await breakOff(begin, 'SIGKILL', () => saved(1));
    const { code, err } = await breakOff(resume, 'SIGINT', () => saved(3));
    expect(code).toBe(130);
    expect(err).toMatch(/Stopped at step \d+; all is saved\. Go on: janus train --resume .*runs.broken/);
    expect((await runApart(...resume)).out).toContain('Trained 6 steps');
    expect(digest('runs/broken/checkpoints/step-00000006')).toBe(
      digest('runs/mira-oskar/checkpoints/step-00000006'),
    );
    const metrics = readFileSync(join(broken, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: number; swapErrors?: object });
    const steps = metrics.map(({ step }) => step);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    const validations = metrics.filter(({ swapErrors }) => swapErrors !== undefined).map(({ step }) => step);
    // Every step was saved, and nothing is saved unseen; where it went on it validated again, in place of the
    // first validation.
    expect(validations).toEqual(Array.from({ length: 7 }, (_, step) => step));

    const over = await run(...resume, '--workers', '2');
    expect(over).toMatchObject({ code: 2 });
    expect(over.err).toContain(
      'The run began on wasm with 1 thread. On wasm with 2 threads its numbers round otherwise',
    );
    expect(over.err).toContain('is over: it has taken its 6 steps');
  }, 240_000);

  test.skipIf(!existsSync('/dev/full'))('whose disk is full ends with what to do', async () => {
    // A run that has two of eight steps to go.
    cpSync(at('runs', 'mira-oskar'), at('runs', 'full'), { recursive: true });
    const change = (file: string, from: string, to: string) => {
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
    };
    change(at('runs', 'full', 'config.json'), '"steps": 6', '"steps": 8');
    const checkpoint = at('runs', 'full', 'checkpoints', 'step-00000006');
    change(join(checkpoint, 'state.json'), '"fraction": 1', '"fraction": 0.75');
    const metrics = at('runs', 'full', 'metrics.jsonl');
    const before = statSync(metrics).ino;
    const training = startJanus(['train', '--resume', 'runs/full'], home);
    // As soon as the metrics have been rewound, the disk is full.
    await until(() => statSync(metrics).ino !== before, training);
    rmSync(metrics);
    symlinkSync('/dev/full', metrics);
    const { code, err } = await training.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/error: The disk is full\.\n.*janus train --resume \S*full/);
    expect(err).not.toMatch(/^\s+at /m);
    expect(existsSync(checkpoint)).toBe(true);
  });

  test('refuses to go on without a clip that it began with, by its folder', async () => {
    renameSync(at('clips', 'mira-training'), at('clips', 'gone'));
    const { code, err } = await run('train', '--resume', 'runs/mira-oskar');
    renameSync(at('clips', 'gone'), at('clips', 'mira-training'));
    expect(code).toBe(2);
    expect(err).toMatch(/mira-training.*does not exist/);
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('refuses to go on with faces that were extracted in another way', async () => {
    const file = at('faces', 'mira-training', 'alignments.json');
    const text = readFileSync(file, 'utf8');
    const changed = text.replace('"confidence":1', '"confidence":0.9');
    expect(changed).not.toBe(text);
    writeFileSync(file, changed);
    const { code, err } = await run('train', '--resume', 'runs/mira-oskar');
    writeFileSync(file, text);
    expect(code).toBe(2);
    expect(err).toMatch(
      /The faces in \S*mira-training were extracted anew since the run in \S*runs.mira-oskar began/,
    );
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('refuses a run whose config was broken, by the field', async () => {
    const file = at('runs', 'mira-oskar', 'config.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"batch": 1', '"batch": -1'));
    const { code, err } = await run('train', '--resume', 'runs/mira-oskar');
    writeFileSync(file, text);
    expect(code).toBe(2);
    expect(err).toContain('config.json: batch is "-1": expected a whole number from 0 to 1024');
  });
});

describe('a trained run', () => {
  test('converts clips, each into the other person, side by side with its key', async () => {
    const { code, out } = await run(
      ...[
        'convert',
        'runs/mira-oskar',
        'faces/mira-driving',
        'faces/oskar-driving',
        '--compare',
        '--format',
        'gif',
      ],
    );
    expect(code).toBe(0);
    expect(out).toContain("mira with oskar's face");
    const gif = await sharp(at('runs', 'mira-oskar', 'converted', 'oskar-driving-as-mira.gif'), {
      animated: true,
    }).metadata();
    expect(gif).toMatchObject({
      format: 'gif',
      width: 3 * 72,
      pages: 12,
      pageHeight: 72,
      delay: Array<number>(12).fill(40),
    });
  });

  test('whose newest checkpoint is damaged says which one it takes instead', async () => {
    cpSync(at('runs', 'mira-oskar'), at('runs', 'damaged'), { recursive: true });
    truncateSync(at('runs', 'damaged', 'checkpoints', 'step-00000006', 'decoder-0', 'weights.bin'), 100);
    const { code, err } = await run('convert', 'runs/damaged', 'faces/mira-driving', '--json');
    expect(code).toBe(0);
    expect(err).toMatch(
      /step-00000006\S+ is damaged: it is not what was saved\. The one of step 5 is taken\./,
    );
  });

  test('shows nobody that it has not been trained on: a made-up mean face is refused, and nothing is written', async () => {
    const file = at('runs', 'mira-oskar', 'mean-face-1.bin');
    const original = readFileSync(file);
    writeFileSync(
      file,
      original.map((value) => 255 - value),
    );
    const driving = ['faces/mira-driving', 'faces/oskar-driving'];
    const { code, out, err } = await run('evaluate', 'runs/mira-oskar', ...driving);
    writeFileSync(file, original);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(
      `error: ${file} is not the mean face that the run has written.\nPut the original back, or train anew: janus train.`,
    );
    expect(existsSync(at('runs', 'mira-oskar', 'scores.json'))).toBe(false);
  });

  test('of another version of Janus is refused by its version', async () => {
    const file = at('runs', 'mira-oskar', 'config.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"formatVersion": 6', '"formatVersion": 5'));
    const { code, err } = await run('convert', 'runs/mira-oskar', 'faces/mira-driving');
    writeFileSync(file, text);
    expect(code).toBe(2);
    expect(err).toContain(`${file} has format version 5; this Janus reads version 6.`);
    expect(err).toContain('The run was trained by an older Janus');
  });

  test('does not write two videos under one name', async () => {
    cpSync(at('faces', 'mira-driving'), at('elsewhere', 'mira-driving'), { recursive: true });
    const { code, err } = await run(
      'convert',
      'runs/mira-oskar',
      'faces/mira-driving',
      'elsewhere/mira-driving',
    );
    expect(code).toBe(2);
    expect(err).toContain('elsewhere/mira-driving is the second folder called mira-driving');
  });

  test('is scored on clips that it was not trained on', async () => {
    const { code, out } = await runApart(
      ...['evaluate', 'runs/mira-oskar', 'faces/mira-driving', 'faces/oskar-driving', '--json'],
    );
    expect(code).toBe(0);
    const { directions } = JSON.parse(out) as { directions: DirectionScores[] };
    expect(directions.map(({ from, to }) => [from, to])).toEqual([
      ['mira', 'oskar'],
      ['oskar', 'mira'],
    ]);
    for (const scores of directions) {
      const { skill, swapError, meanFaceError, reconstructionError, transferGap, frames } = scores;
      expect(skill).toBeCloseTo(1 - swapError! / meanFaceError!, 9);
      expect(transferGap).toBeCloseTo(swapError! - reconstructionError!, 9);
      expect(scores.skillOfPerfect).toEqual({ crops: 1, frames: 1 });
      expect(frames.pastingError).toBe(scores.pastingError);
      expect(scores.pastingError).toBeGreaterThan(0);
    }
    const written = readFileSync(at('runs', 'mira-oskar', 'scores.json'), 'utf8');
    expect((JSON.parse(written) as { directions: unknown }).directions).toEqual(directions);
    const report = readFileSync(at('runs', 'mira-oskar', 'report.html'), 'utf8');
    expect(report).toContain('mira ↔ oskar');
    expect(report).not.toMatch(/(src|href)="(?!data:|#)/);
  });

  test('is not scored on what it was trained on, nor on somebody else', async () => {
    const training = await run('evaluate', 'runs/mira-oskar', ...FACES);
    expect(training.code).toBe(2);
    expect(training.err).toContain('is a training clip');
    await run('film', 'yuna', '--kind', 'driving', '--frames', '2', '--size', '72', '--workers', '1');
    await run('extract', 'clips/yuna-driving', ...KNOWN);
    const nobody = await run('convert', 'runs/mira-oskar', 'faces/mira-driving', '--to', 'yuna');
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('nobody called "yuna": expected one of mira, oskar');
    const stranger = await run('convert', 'runs/mira-oskar', 'faces/yuna-driving');
    expect(stranger.code).toBe(2);
    expect(stranger.err).toContain('none of those that the run was trained on: mira, oskar');
  });
});
