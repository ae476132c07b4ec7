import { expect, test } from 'vitest';
import type { Port } from '../../../src/engine/parallel/messages.ts';
import { localWorker } from '../../../src/pipeline/workers/local-worker.ts';

/** Lets all messages arrive that are under way. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('messages arrive in order, both ways, those from before anybody listened first', async () => {
  let inside: Port | undefined;
  const worker = localWorker((port) => {
    inside = port;
    port.post('ready');
  });
  worker.post(1);
  worker.post(2);
  await settled();
  const received: unknown[] = [];
  inside!.listen((message) => {
    received.push(message);
    inside!.post(`got ${String(message)}`);
  });
  const answers: unknown[] = [];
  worker.listen((message) => answers.push(message));
  worker.post(3);
  await settled();
  expect(received).toEqual([1, 2, 3]);
  expect(answers).toEqual(['ready', 'got 1', 'got 2', 'got 3']);
});

test('a message is delivered after its sender has returned', async () => {
  const received: unknown[] = [];
  const worker = localWorker((port) => {
    port.listen((message) => received.push(message));
  });
  worker.post('now');
  expect(received).toEqual([]);
  await settled();
  expect(received).toEqual(['now']);
});

test('a worker that was stopped neither receives nor delivers', async () => {
  let inside: Port | undefined;
  const received: unknown[] = [];
  const worker = localWorker((port) => {
    inside = port;
    port.listen((message) => received.push(message));
  });
  worker.listen((message) => received.push(message));
  worker.post('too late');
  inside!.post('too late as well');
  worker.stop();
  await settled();
  expect(received).toEqual([]);
});
