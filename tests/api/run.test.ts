import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { loadPretrained, loadRun, MemoryStore } from '../../src/index.ts';
import { builtHost } from '../built-host.ts';

const options = { host: builtHost(), backend: 'wasm' } as const;

// First of all in this file: nothing has chosen a backend yet.
test('a network that comes with Janus is loaded before anything else was called', async () => {
  const network = await loadPretrained('face-mask', options);
  expect(tf.getBackend()).toBe('wasm');
  network.dispose();
  expect(tf.memory().numTensors).toBe(0);
});

test('there is no run in an empty store', async () => {
  await expect(loadRun(new MemoryStore(), options)).rejects.toThrow('config.json does not exist.');
});
