import { beforeEach, describe, expect, test } from 'vitest';
import { withStart } from '../../../src/train/config/start.ts';
import { InputError, sampleIdentity } from '../../../src/index.ts';
import {
  FORMAT_VERSION,
  meanFaceDigest,
  readConfig,
  readMeanFace,
  writeConfig,
  writeMeanFace,
  type RunConfig,
} from '../../../src/pipeline/run/config.ts';
import { formatJson, MemoryStore } from '../../../src/pipeline/run/store.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';

const meanFaces = [1, 2].map((seed) => Uint8Array.from({ length: 3 * 64 * 64 }, (_, i) => (i * seed) % 251));
const config: RunConfig = {
  janus: '1.2.3',
  settings: withStart({ ...defaultsOf(settings.train), preset: 'lightweight', seed: 7 }),
  compute: { backend: 'wasm', workers: 2 },
  landmarks: 'found',
  people: ['mira', 'oskar'].map((name, i) => ({
    name,
    identity: sampleIdentity(i),
    seal: 'a'.repeat(64),
    alignments: 'b'.repeat(64),
    meanFace: meanFaceDigest(meanFaces[i]),
    extraction: `../../faces/${name}`,
  })),
};
let run: MemoryStore;

beforeEach(async () => {
  run = new MemoryStore();
  await writeConfig(run, config);
  for (const [person, face] of meanFaces.entries()) await writeMeanFace(run, person, face);
});

/** What is said of a config in which something was changed. */
async function refusal(change: object): Promise<InputError> {
  await run.write('config.json', formatJson({ formatVersion: FORMAT_VERSION, ...config, ...change }));
  const error: unknown = await readConfig(run).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

test('what was written down is read back', async () => {
  expect(await readConfig(run)).toEqual(config);
  for (const person of [0, 1]) {
    const face = await readMeanFace(run, config, person);
    expect(face).toMatchObject({ count: 1, width: 64, height: 64 });
    expect(face.copy()).toEqual(meanFaces[person]);
  }
});

describe('is refused:', () => {
  test('no run', async () => {
    await expect(readConfig(new MemoryStore())).rejects.toMatchObject({
      name: 'InputError',
      message: 'There is no run: config.json does not exist.',
      advice: 'Runs are made by janus train.',
    });
  });

  test.each([
    [FORMAT_VERSION + 1, 'The run was trained by a newer Janus: update this one, or train anew.'],
    [
      FORMAT_VERSION - 1,
      'The run was trained by an older Janus: go on with that one, or train anew: janus train.',
    ],
  ])('a config of version %i, before any of its fields', async (version, advice) => {
    expect(await refusal({ formatVersion: version, settings: 'other ones' })).toMatchObject({
      message: `config.json has format version ${version}; this Janus reads version ${FORMAT_VERSION}.`,
      advice,
    });
  });

  test.each<[string, object, RegExp]>([
    ['of no version', { formatVersion: 'new' }, /^config\.json: formatVersion is "new"/],
    ['with a field too many', { photo: 'me.jpg' }, /^config\.json: photo: no such field/],
    ['with a setting that there is none of', { settings: { ...config.settings, speed: 3 } }, /speed/],
    [
      'with a setting out of its range',
      { settings: { ...config.settings, batch: -1 } },
      /batch is "?-1"?: expected a whole number from 0 to 1024/,
    ],
    [
      'with an unknown backend',
      { compute: { backend: 'abacus', workers: 1 } },
      /compute\.backend is "abacus"/,
    ],
    ['without people', { people: [] }, /people/],
    [
      'of somebody who cannot be drawn',
      { people: [{ ...config.people[0], identity: { ...config.people[0].identity, age: 3 } }] },
      /people\.0\.identity\.age is 3: expected a number from 18 to 90/,
    ],
  ])('a config %s', async (_, change, message) => {
    expect((await refusal(change)).message).toMatch(message);
  });

  test('a config that is cut short', async () => {
    const text = await run.read('config.json', 2 ** 20);
    await run.write('config.json', text.subarray(0, 300));
    await expect(readConfig(run)).rejects.toThrow('config.json is not JSON');
  });

  test('a made-up mean face, and one of another person, by the file', async () => {
    const photo = meanFaces[1].slice();
    photo[100] ^= 1;
    for (const forged of [photo, meanFaces[0]]) {
      await run.write('mean-face-1.bin', forged);
      await expect(readMeanFace(run, config, 1)).rejects.toMatchObject({
        name: 'InputError',
        message: 'mean-face-1.bin is not the mean face that the run has written.',
        advice: 'Put the original back, or train anew: janus train.',
      });
    }
    await run.write('mean-face-1.bin', new Uint8Array(3 * 64 * 64 + 1));
    await expect(readMeanFace(run, config, 1)).rejects.toThrow('has 12289 bytes: expected at most 12288');
    await run.write('mean-face-1.bin', meanFaces[1].subarray(1));
    await expect(readMeanFace(run, config, 1)).rejects.toThrow('is not the mean face');
    expect((await readMeanFace(run, config, 0)).copy(), "the other person's is as it was").toEqual(
      meanFaces[0],
    );
  });
});
