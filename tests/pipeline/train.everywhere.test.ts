import * as tf from '@tensorflow/tfjs';
import { withStart } from '../../src/train/config/start.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError, sha256Hex } from '../../src/index.ts';
import { extractionDigest, type ExtractedClip } from '../../src/pipeline/extract.ts';
import { readConfig, readMeanFace } from '../../src/pipeline/run/config.ts';
import { loadRun } from '../../src/pipeline/run/load.ts';
import { previewsOf, readPreview } from '../../src/pipeline/run/previews.ts';
import { readMetrics, type Metrics } from '../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../src/pipeline/run/store.ts';
import { loadSplit } from '../../src/pipeline/dataset/split.ts';
import { expectTrainingClips, namesOf, personNameOf } from '../../src/pipeline/dataset/training-clips.ts';
import { prepareRun } from '../../src/pipeline/prepare-training.ts';
import { beginRun, resumeRun } from '../../src/pipeline/train.ts';
import { meanFace } from '../../src/train/dataset/face-dataset.ts';
import { VERSION } from '../../src/version.ts';
import { extracted, testPlan } from './clips.ts';
import { chosen, options, STEPS, trainingClips } from './short-training.ts';
import { localHost, useWasm } from './local-host.ts';

const host = localHost();
let clips: ExtractedClip[];

beforeAll(async () => {
  await useWasm();
  clips = await trainingClips();
});

/** A whole run, and what it reported. */
const run = new MemoryStore();
const reported: [Metrics, number][] = [];
const loaded: number[][] = [];
const backends: [string, number][] = [];
let left: number;

beforeAll(async () => {
  const tensors = tf.memory().numTensors;
  const result = await beginRun(
    host,
    run,
    clips,
    chosen,
    {
      ...options,
      onBackend: ({ name }, workers) => backends.push([name, workers]),
      onLoaded: (...progress) => loaded.push(progress),
      onMetrics: (...metrics) => reported.push(metrics),
    },
    ['../faces/a', '../faces/b'],
  );
  left = tf.memory().numTensors - tensors;
  expect(result).toMatchObject({
    compute: { backend: 'wasm', workers: 1 },
    progress: { step: STEPS, fraction: 1 },
    validation: { step: STEPS },
  });
  expect(result.config).toEqual(await readConfig(run));
});

test('a run whose pretrained networks cannot be read leaves nothing, and can begin again', async () => {
  const store = new MemoryStore();
  const begin = (readAsset: (path: string) => ReturnType<typeof host.readAsset>) =>
    beginRun({ ...host, readAsset }, store, clips, { ...chosen, preset: 'classroom', steps: 1 }, options);
  const missing = new InputError('encoder does not exist.', 'Install Janus anew.');
  await expect(begin(() => Promise.reject(missing))).rejects.toBe(missing);
  expect(await store.list('')).toEqual([]);
  expect((await begin((path) => host.readAsset(path))).progress.step).toBe(1);
});

test('has a config only when all else is there that it is resumed with', async () => {
  const store = new MemoryStore();
  const written: string[] = [];
  const write = store.write.bind(store);
  store.write = (path, bytes) => {
    written.push(path);
    return write(path, bytes);
  };
  await prepareRun(host, store, clips, chosen, options);
  expect(written).toEqual(['mean-face-0.bin', 'mean-face-1.bin', 'config.json']);
});

describe('a run', () => {
  test('says what it is, who it is of, and where their faces are', async () => {
    const split = await loadSplit(host, clips, {});
    const faces = split.train.map((set) => Uint8Array.from(meanFace(set), Math.round));
    const config = await readConfig(run);
    expect(config).toEqual({
      janus: VERSION,
      settings: withStart(chosen),
      compute: { backend: 'wasm', workers: 1 },
      landmarks: 'truth',
      people: clips.map((clip, i) => ({
        name: `seed:${31 + i}`,
        identity: clip.clip.plan.identity,
        seal: clip.clip.plan.seal,
        alignments: extractionDigest(clip),
        meanFace: sha256Hex(faces[i]),
        extraction: `../faces/${'ab'[i]}`,
      })),
    });
    expect((await readMeanFace(run, config, 1)).copy()).toEqual(faces[1]);
  });

  test('leaves no tensor behind', () => {
    expect(left).toBe(0);
  });

  test('reports what it computes on, and how many of the faces are loaded', () => {
    expect(backends).toEqual([['wasm', 1]]);
    expect(loaded).toEqual([
      [6, 12],
      [12, 12],
    ]);
  });

  test('reports its metrics as they are written down: validation, then every step, each with its own', async () => {
    const lines = await readMetrics(run);
    expect(lines.map(({ preview: _, ...line }) => line)).toEqual(reported.map(([metrics]) => metrics));
    const validations = lines.filter(({ swapErrors }) => swapErrors !== undefined);
    expect(validations.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    const directions = ['seed:31→seed:32', 'seed:32→seed:31'];
    for (const { swapErrors, skill, preview } of validations) {
      expect(Object.keys(swapErrors!)).toEqual(directions);
      expect(Object.keys(skill!)).toEqual(directions);
      expect(preview).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(lines.filter(({ losses }) => losses).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
    expect(reported.at(-1)![1]).toBe(1);
  });

  test('shows what its decoders made of the validation set', async () => {
    const lines = await readMetrics(run);
    const previews = await previewsOf(run);
    expect(previews.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
    const pictures = [];
    for (const preview of previews) pictures.push(await readPreview(run, preview, lines));
    // Eight faces by ten rows, in the stub's bare bytes.
    expect(pictures[0]).toHaveLength(3 * (8 * 64) * (10 * 64));
    expect(pictures[4]).not.toEqual(pictures[0]);
  });

  test('is loaded to swap with, and disposed of', async () => {
    const tensors = tf.memory().numTensors;
    const trained = await loadRun(run);
    expect(trained).toMatchObject({ steps: STEPS, flip: true, config: { janus: VERSION } });
    expect(trained.meanFaces).toHaveLength(2);
    trained.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('of which nothing has been trained yet cannot be loaded', async () => {
    const begun = new MemoryStore();
    await begun.write('config.json', await run.read('config.json', 2 ** 20));
    await expect(loadRun(begun)).rejects.toMatchObject({
      name: 'InputError',
      message: 'checkpoints has no checkpoint yet.',
    });
  });

  test('is not gone on with, since it is over', async () => {
    await expect(resumeRun(host, run, clips, options)).rejects.toThrow('is over: it has taken its 4 steps');
  });
});

describe('a training is refused', () => {
  test('of one person', () => {
    expect(() => {
      expectTrainingClips([clips[0]]);
    }).toThrow('A swap takes two people or more.');
  });

  test('of a driving clip, and of one person twice', async () => {
    const driving = await extracted(testPlan(32, { kind: 'driving' }));
    expect(() => {
      expectTrainingClips([clips[0], driving]);
    }).toThrow('faces/seed:32-driving is of a driving clip: such clips are kept to score swaps on.');
    const again = await extracted(testPlan(31, { seed: 2 }));
    const run = new MemoryStore();
    await expect(beginRun(host, run, [clips[0], again], chosen, options)).rejects.toThrow(
      'faces/seed:31-training and faces/seed:31-training are of the same person.',
    );
    expect(await run.list(''), 'nothing is written').toEqual([]);
  });

  test('on a backend that there is none of, before anything is written', async () => {
    const run = new MemoryStore();
    await expect(beginRun(host, run, clips, chosen, { ...options, backend: 'webgpu' })).rejects.toThrow(
      'The backend is "webgpu": expected one of auto, wasm.',
    );
    expect(await run.list('')).toEqual([]);
  });
});

test('people have names of their own: as they were filmed, or as their folders are called', () => {
  const named = (name: string | undefined, folder: string): ExtractedClip => {
    const [{ clip, ...rest }] = clips;
    return { ...rest, name: folder, clip: { ...clip, plan: { ...clip.plan, name } } };
  };
  expect(personNameOf('faces/mira-training/')).toBe('mira');
  expect(personNameOf('C:\\faces\\mira-training')).toBe('mira');
  expect(namesOf([named('mira', 'x'), named(undefined, 'faces/ada-training')])).toEqual(['mira', 'ada']);
  expect(namesOf([named(undefined, 'f/x-3'), named(undefined, 'f/x'), named(undefined, 'g/x')])).toEqual([
    'x-3',
    'x',
    'x-2',
  ]);
  expect(namesOf([named('x', 'a'), named('x', 'b'), named('x-2', 'c')])).toEqual(['x', 'x-3', 'x-2']);
});
