import { describe, expect, test } from 'vitest';
import type { BackendName, BackendOption } from '../../../src/engine/backend/backend-name.ts';
import {
  inOneLine,
  unavailable,
  type Activation,
  type BackendCandidate,
} from '../../../src/engine/backend/candidate.ts';
import { chooseBackend, describeChoice, surveyBackends } from '../../../src/engine/backend/choose-backend.ts';
import { InputError, JanusError } from '../../../src/errors.ts';

const tried: BackendName[] = [];

const fake = (name: BackendName, activate: (forced: boolean) => Activation): BackendCandidate => ({
  name,
  activate: async (forced) => {
    tried.push(name);
    return Promise.resolve(activate(forced));
  },
});
const good = (name: BackendName, why = `the ${name}`): BackendCandidate =>
  fake(name, () => ({ runs: true, why }));
const bad = (name: BackendName, reason: string, install?: string): BackendCandidate =>
  fake(name, () => unavailable(reason, install));

/** The error that a choice ends with. */
const failure = async (candidates: BackendCandidate[], option?: BackendOption): Promise<JanusError> => {
  const error: unknown = await chooseBackend(candidates, option).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(JanusError);
  return error as JanusError;
};

describe('chooseBackend', () => {
  test('takes the first that runs, tries none after it, and says why not the others', async () => {
    tried.length = 0;
    const choice = await chooseBackend([
      bad('tfjs-node-gpu', 'it is not installed', 'npm install it'),
      good('webgpu', 'a Radeon'),
      good('wasm'),
    ]);
    expect(choice).toEqual({
      name: 'webgpu',
      why: 'a Radeon',
      forced: false,
      passedOver: [
        { name: 'tfjs-node-gpu', reason: 'it is not installed', install: 'npm install it' },
        { name: 'wasm', reason: 'webgpu is preferred' },
      ],
    });
    expect(tried).toEqual(['tfjs-node-gpu', 'webgpu']);
    expect(describeChoice(choice)).toBe(
      'Backend: webgpu, a Radeon. Not tfjs-node-gpu: it is not installed (npm install it); not wasm: webgpu is preferred.',
    );
  });

  test('a candidate that throws is a reason in one line, however much it has to say', async () => {
    const broken = fake('tfjs-node', () => {
      throw new Error(`\nThe addon is broken.  \n  Require stack:\n- a\n- b\n${'long '.repeat(99)}`);
    });
    const wordy = fake('webgpu', () => {
      throw new Error('x'.repeat(999));
    });
    const line = describeChoice(await chooseBackend([broken, wordy, good('wasm')]));
    expect(line).toMatch(
      /^Backend: wasm, the wasm\. Not tfjs-node: it failed: The addon is broken; not webgpu: it failed: x+…\.$/,
    );
    expect(line.length).toBeLessThan(300);
  });

  test.each([
    ["Cannot find module '/home/me/x/lib/a.node'", "Cannot find module '…/a.node'"],
    ['no addon at C:\\Users\\me\\lib\\a.node', 'no addon at …/a.node'],
    ['see https://github.com/tensorflow/tfjs/issues/1', 'see https://github.com/tensorflow/tfjs/issues/1'],
    ['', 'no message'],
  ])('of paths, the file is enough: %s', (message, line) => {
    expect(inOneLine(new Error(message))).toBe(line);
  });

  test('forced, tries that one alone, and tells it so', async () => {
    tried.length = 0;
    const strict = fake('webgl', (forced) =>
      forced ? { runs: true, why: 'a program' } : unavailable('it is no GPU'),
    );
    const choice = await chooseBackend([good('webgpu'), strict, good('wasm')], 'webgl');
    expect(describeChoice(choice)).toBe('Backend: webgl, a program, as asked for.');
    expect(tried).toEqual(['webgl']);
    expect((await chooseBackend([strict, good('wasm')])).name).toBe('wasm');
  });

  test('forced to one that does not run, says why and what to install, and takes no other', async () => {
    tried.length = 0;
    const error = await failure(
      [bad('webgpu', 'it is not installed', 'npm install webgpu'), good('wasm')],
      'webgpu',
    );
    expect(error).not.toBeInstanceOf(InputError);
    expect(error.message).toBe('The backend webgpu does not run here: it is not installed.');
    expect(error.advice).toMatch(/^To have it: npm install webgpu\. .*--backend auto/);
    expect(tried).toEqual(['webgpu']);
  });

  test.each(['webgl', 'cuda'])(
    'forced to %s, which is none of these, names those there are',
    async (name) => {
      const error = await failure([good('webgpu'), good('wasm')], name as BackendOption);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toBe(`The backend is "${name}": expected one of auto, webgpu, wasm.`);
    },
  );

  test('fails, with every reason, where none runs', async () => {
    const error = await failure([bad('webgpu', 'no GPU'), bad('wasm', 'no SIMD', 'get a newer Node')]);
    expect(error.message).toBe(
      'No backend runs here. Not webgpu: no GPU; not wasm: no SIMD (get a newer Node).',
    );
  });
});

test('surveyBackends tries every one', async () => {
  expect(await surveyBackends([bad('webgpu', 'no GPU'), good('tfjs-node'), good('wasm')])).toEqual([
    { name: 'webgpu', runs: false, reason: 'no GPU' },
    { name: 'tfjs-node', runs: true, why: 'the tfjs-node' },
    { name: 'wasm', runs: true, why: 'the wasm' },
  ]);
});
