import { describe, expect, test } from 'vitest';
import { rewindLogs } from '../../../src/pipeline/run/log.ts';
import { readMetrics } from '../../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';

describe('metrics', () => {
  const line = (step: number) => ({ step, seconds: step, swapErrors: { 'a→b': 9 } });
  const lines = [line(0), { step: 2, seconds: 2, losses: { a: 1, b: 2 } }, line(2), line(5)];
  const text = lines.map((each) => `${JSON.stringify(each)}\n`).join('');
  const runWith = async (metrics: string) => {
    const run = new MemoryStore();
    await run.write('metrics.jsonl', new TextEncoder().encode(metrics));
    return run;
  };

  test('whose last line was cut off are read and gone back on', async () => {
    const run = await runWith(`${text}{"step": 7, "sec`);
    expect(await readMetrics(run)).toEqual(lines);
    for (const { step } of [line(0), line(2), line(5)]) {
      await run.write(`previews/step-0000000${step}.png`, new Uint8Array(3));
    }
    await rewindLogs(run, 2);
    expect(new TextDecoder().decode(await run.read('metrics.jsonl', 1000))).toBe(
      text.split('\n').slice(0, 2).join('\n') + '\n',
    );
    expect(await run.list('previews')).toEqual(['step-00000000.png']);
  });

  test('with a whole line that is none are refused by that line', async () => {
    await expect(readMetrics(await runWith(`${text}{"step": 7}\n`))).rejects.toThrow(
      /metrics\.jsonl, line 5: seconds/,
    );
    await expect(readMetrics(await runWith(`${text}seven\n`))).rejects.toThrow(
      /metrics\.jsonl, line 5 is not JSON/,
    );
  });

  test('of a run that has none are none', async () => {
    expect(await readMetrics(new MemoryStore())).toEqual([]);
  });
});
