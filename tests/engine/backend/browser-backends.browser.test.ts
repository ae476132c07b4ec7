import * as tf from '@tensorflow/tfjs';
import wasm from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { expect, test } from 'vitest';
import { browserBackends } from '../../../src/engine/backend/browser-backends.ts';
import { chooseBackend, describeChoice } from '../../../src/engine/backend/choose-backend.ts';
import { testSpeed } from '../../../src/engine/backend/speed-test.ts';

const candidates = browserBackends(wasm.slice(0, wasm.lastIndexOf('/') + 1));

test('a browser has a backend, which trains, and says why not the better ones', async () => {
  const choice = await chooseBackend(candidates);
  expect(['webgpu', 'webgl', 'wasm']).toContain(choice.name);
  expect(tf.getBackend()).toBe(choice.name);
  const others = candidates.filter(({ name }) => name !== choice.name);
  expect(choice.passedOver.map(({ name }) => name)).toEqual(others.map(({ name }) => name));
  for (const { name, reason } of choice.passedOver) {
    expect(reason).toMatch(/^there is no Web|no GPU|16 bits|cannot use|is preferred/);
    expect(describeChoice(choice)).toContain(`ot ${name}: ${reason}`);
  }
  expect((await testSpeed(0.1)).steps).toBeGreaterThan(0);
});

test('again, and whichever was in use', async () => {
  const { name } = await chooseBackend(candidates, 'wasm');
  expect([name, tf.getBackend()]).toEqual(['wasm', 'wasm']);
  const again = await chooseBackend(browserBackends('/elsewhere/'), 'wasm');
  expect(again.why).toBe("WebAssembly SIMD with Janus's kernels");
});

test('WebGL is taken where there is any and it is asked for', async () => {
  // TensorFlow.js asks for it so, and gets none that the browser knows to be a program.
  const attributes = { failIfMajorPerformanceCaveat: true };
  if (document.createElement('canvas').getContext('webgl2', attributes) === null) {
    await expect(chooseBackend(candidates, 'webgl')).rejects.toThrow('there is no WebGL');
    return;
  }
  await chooseBackend(candidates, 'webgl');
  expect(tf.getBackend()).toBe('webgl');
  const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])));
  expect([...(await product.data())]).toEqual([3, 3, 3, 3]);
  product.dispose();
});

test("Node's backends are not for browsers", async () => {
  await expect(chooseBackend(candidates, 'tfjs-node')).rejects.toThrow(
    'expected one of auto, webgpu, webgl, wasm',
  );
});
