import { beforeAll, describe, expect, test } from 'vitest';
import { withStart } from '../../../src/train/config/start.ts';
import { newSealKey } from '../../../src/clips/sealed-pixels.ts';
import { wasmBackend } from '../../../src/engine/backend/wasm-backend.ts';
import type { FromWorker } from '../../../src/engine/parallel/messages.ts';
import { openFaces, sealFaces, sealValidation } from '../../../src/pipeline/workers/sealed-faces.ts';
import {
  trainInWorker,
  type TrainJob,
  type TrainMessage,
} from '../../../src/pipeline/workers/train-worker.ts';
import { InputError } from '../../../src/errors.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { resolveConfig } from '../../../src/train/config/config.ts';
import { faceAt } from '../../../src/train/dataset/face-dataset.ts';
import { presets } from '../../../src/train/models/index.ts';
import { tinyPeople, tinyValidation } from '../../train/tiny.ts';
import { useWasm } from '../local-host.ts';

beforeAll(useWasm);

const people = tinyPeople(2, 64);
const key = newSealKey();
const job: TrainJob = {
  backend: 'wasm',
  preset: 'lightweight',
  config: resolveConfig(presets.lightweight, {
    ...withStart({ ...defaultsOf(settings.train), preset: 'lightweight', start: 'nothing' }),
    steps: 1,
    batch: 1,
  }),
  datasets: people.map((set) => sealFaces(set, key)),
  validation: tinyValidation(people).map((set) => sealValidation(set, key)),
  key,
  start: { kind: 'new', pretrained: {} },
};

interface Posted {
  readonly message: FromWorker;
  readonly transfer: readonly ArrayBuffer[];
}

/** Has a trainer do a job. @returns what it has posted, up to its result or its failure. */
const posted = (given: TrainJob): Promise<Posted[]> =>
  new Promise((resolve) => {
    const all: Posted[] = [];
    let receive: (message: unknown) => void = () => undefined;
    trainInWorker(
      {
        post: (message, transfer = []) => {
          const from = message as FromWorker;
          all.push({ message: from, transfer });
          if (from.kind === 'message' && from.id !== undefined) receive({ kind: 'delivered', id: from.id });
          if (from.kind === 'result' || from.kind === 'failure') resolve(all);
        },
        listen: (listener) => {
          receive = listener;
        },
      },
      () => [wasmBackend()],
    );
    receive({ kind: 'job', rank: 0, worldSize: 1, job: given, scalars: undefined });
  });

/** All memory that a value is in. */
function buffersIn(value: unknown): ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(buffersIn);
}

test("a checkpoint's bytes are moved to the coordinator, all of them, and never copied", async () => {
  const all = await posted(job);
  const saved = all.find(
    ({ message }) => message.kind === 'message' && (message.message as TrainMessage).kind === 'checkpoint',
  )!;
  const buffers = buffersIn(saved.message);
  // Encoder, two decoders and two mean faces of two files each, and the optimizer's state.
  expect(buffers).toHaveLength(11);
  expect(buffers.every((buffer) => saved.transfer.some((moved) => moved === buffer))).toBe(true);
  expect(saved.transfer, 'none of them twice').toHaveLength(11);
});

test('faces arrive on another thread as they left', () => {
  const [left] = people;
  const arrived = openFaces(structuredClone(sealFaces(left, key)), key);
  expect(faceAt(arrived, 3)).toEqual(faceAt(left, 3));
  expect(arrived.landmarks).toEqual(left.landmarks);
});

describe('faces that come from another thread are refused', () => {
  const changed = people.map((set) => sealFaces(set, key));
  const made = new Uint8Array(changed[0].images.bytes);
  made[500] ^= 1;

  test.each([
    ['that nobody has sealed', { ...changed[0].images, code: new Uint8Array(32) }],
    ['of other pixels', { ...changed[0].images, bytes: made }],
    ['of another size', { ...changed[0].images, width: 128, height: 32 }],
    ['that another run has sealed', sealFaces(people[0], newSealKey()).images],
  ])('%s', async (_, images) => {
    const datasets = [{ ...changed[0], images }, changed[1]];
    const all = await posted({ ...job, datasets });
    expect(all.at(-1)!.message).toMatchObject({
      kind: 'failure',
      failure: {
        kind: 'input',
        message: 'Pictures came from another thread whose proof does not fit them.',
      },
    });
    expect(() => openFaces(datasets[0], key)).toThrow(InputError);
  });

  test('but not those that are as they were sealed', () => {
    const opened = openFaces(changed[1], key);
    expect(faceAt(opened, 3)).toEqual(faceAt(people[1], 3));
  });
});
