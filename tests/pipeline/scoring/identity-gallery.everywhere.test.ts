import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test, vi } from 'vitest';
import { sampleIdentity } from '../../../src/index.ts';
import { loadCast } from '../../../src/pipeline/people.ts';
import { IdentityGallery } from '../../../src/pipeline/scoring/identity-gallery.ts';
import { twoPeople as people } from '../clips.ts';
import { localHost, useWasm } from '../local-host.ts';

const host = localHost();

beforeAll(async () => {
  await useWasm();
  (await IdentityGallery.enroll(host, people)).dispose();
});

test('the cast is enrolled without drawing anybody', async () => {
  const fresh = localHost();
  const started = vi.spyOn(fresh, 'startPoolWorker');
  const [first, second] = (await loadCast(fresh)).map(({ identity }) => identity);
  (await IdentityGallery.enroll(fresh, [first, second])).dispose();
  expect(started).not.toHaveBeenCalled();
});

test('people who are enrolled already are not drawn again, and leave no tensor', async () => {
  const started = vi.spyOn(host, 'startPoolWorker');
  const tensors = tf.memory().numTensors;
  const again = await IdentityGallery.enroll(host, [people[1], people[0]]);
  again.dispose();
  expect(started).not.toHaveBeenCalled();
  expect(tf.memory().numTensors).toBe(tensors);
  const stranger = sampleIdentity(9);
  (await IdentityGallery.enroll(host, [people[0], stranger])).dispose();
  expect(started).toHaveBeenCalledOnce();
  started.mockRestore();
});
