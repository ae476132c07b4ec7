import { describe, expect, it } from 'vitest';
import { GroupEnded } from '../../../src/engine/parallel/barrier.ts';
import { GroupMember } from '../../../src/engine/parallel/group-member.ts';
import { nodeWorker } from '../../../src/engine/parallel/ports.ts';
import { runGroup } from '../../../src/engine/parallel/worker-group.ts';
import { JanusError } from '../../../src/errors.ts';
import { bundledWorker } from '../../bundled-worker.ts';
import type { OddJob } from './odd-worker.ts';

const startOdd = await bundledWorker(new URL('odd-worker.ts', import.meta.url));
const odd = () => nodeWorker(startOdd());

describe('what workers exchange', () => {
  const run = <Result>(job: OddJob, worldSize = 3, onMessage?: (rank: number, message: unknown) => unknown) =>
    runGroup<OddJob, Result>({ worldSize, start: odd, job, ...(onMessage && { onMessage }) });

  it.each([1, 2, 3])('scalars: all of %i get what each gave, round after round', async (count) => {
    const results = await run({ kind: 'exchange scalars' }, count);
    const expected = Array.from({ length: 50 }, (_, round) =>
      Array.from({ length: count }, (_, rank) => ({
        round,
        even: (round + rank) % 2 === 0,
        // Up to 98: more than one round has room for.
        list: Array.from({ length: 2 * round }, (_, i) => 1000 * rank + i),
      })),
    );
    for (const result of results) expect(result).toEqual(expected);
  });

  it('several sets of weights in one job', async () => {
    for (const result of await run<number[][]>({ kind: 'share twice' }, 2))
      expect(result).toEqual([[5], [41]]);
  });

  it('gradients of which some workers, or all, have none', async () => {
    const range = Array.from({ length: 50 }, (_, i) => i);
    for (const [trained, left, tensors] of await run<number[][]>({ kind: 'partly empty' })) {
      expect(trained).toEqual(Array(50).fill(8));
      expect(left).toEqual(range);
      expect(tensors).toEqual([2]);
    }
  });

  it('no weights of different sizes, with advice', async () => {
    await expect(run({ kind: 'share other sizes' }, 2)).rejects.toMatchObject({
      name: 'JanusError',
      message: expect.stringMatching(/different sizes: \d+, \d+ bytes/) as string,
    });
  });

  it('nothing with a worker that has finished: the group ends with an error', async () => {
    await expect(run({ kind: 'share alone' })).rejects.toThrow(
      'A worker finished its job before the others.',
    );
  });

  it('no message after a job has ended, nor what becomes of its thread', async () => {
    const messages: unknown[] = [];
    const results = await run({ kind: 'send late' }, 2, (_, message) => messages.push(message));
    expect(results).toEqual(['done', 'done']);
    expect(messages).toEqual(['in time']);
  });

  it('messages that wait until their handler is done, with its error', async () => {
    const handled: unknown[] = [];
    const [result] = await run({ kind: 'deliver' }, 1, async (_, message) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      handled.push(message);
      if (message === 'refuse') throw new JanusError('There is no room.', 'Make some.');
    });
    expect(handled).toEqual([{ bytes: new Uint8Array([1, 2, 3]).buffer }, 'refuse']);
    expect(result).toEqual({
      moved: true,
      name: 'JanusError',
      message: 'There is no room.',
      advice: 'Make some.',
    });
  });

  it('a message whose handler fails, nobody waiting, fails the next call of a member without a group', async () => {
    const member = GroupMember.alone(() => {
      throw new Error('no');
    });
    member.send(1);
    await new Promise((resolve) => setTimeout(resolve));
    expect(() => member.allGatherScalars({ a: 1 })).toThrow('no');
    await expect(member.deliver(2)).rejects.toThrow('no');
  });

  it('messages that are handled to their end, though a worker dies meanwhile', async () => {
    const [begun, done]: number[][] = [[], []];
    const fault = { rank: 1, step: 2, kind: 'exit' } as const;
    const group = run({ kind: 'train', steps: 4, fault }, 2, async (rank) => {
      begun.push(rank);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      done.push(rank);
    });
    await expect(group).rejects.toThrow(JanusError);
    expect(begun).not.toEqual([]);
    expect(done).toEqual(begun);
  });

  it('a message whose handler fails, nobody waiting, ends the group', async () => {
    const group = run({ kind: 'train', steps: 3 }, 2, () => Promise.reject(new Error('The log is full.')));
    await expect(group).rejects.toThrow('The log is full.');
  });
});

describe('the only worker', () => {
  it('hands its messages to a handler on its own thread, and waits for it', async () => {
    const handled: unknown[] = [];
    const member = GroupMember.alone(async (message) => {
      await Promise.resolve();
      handled.push(message);
      if (message === 'refuse') throw new JanusError('There is no room.', 'Make some.');
    });
    await member.deliver('one');
    expect(handled).toEqual(['one']);
    await expect(member.deliver('refuse')).rejects.toMatchObject({ advice: 'Make some.' });
    expect(member.allGatherScalars({ loss: 2, stop: true })).toEqual([{ loss: 2, stop: true }]);
  });

  it('sends nothing, and delivers nothing, after its end', async () => {
    const handled: unknown[] = [];
    const member = GroupMember.alone((message) => handled.push(message));
    member.end();
    member.send('late');
    await expect(member.deliver('late')).rejects.toThrow(GroupEnded);
    expect(handled).toEqual([]);
  });
});
