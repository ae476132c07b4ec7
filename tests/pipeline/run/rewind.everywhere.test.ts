import { describe, expect, test } from 'vitest';
import { rewindLogs } from '../../../src/pipeline/run/log.ts';
import { logRecords } from '../../../src/pipeline/run/tensorboard.ts';
import { failingAfter } from './failing-store.ts';
import { contents, expectKnownPreviews, logOf, stepEvent, validationEvent, written } from './training-log.ts';

describe('gone back to a step,', () => {
  const events = [
    validationEvent(0),
    stepEvent(2),
    validationEvent(2),
    stepEvent(4),
    stepEvent(5),
    validationEvent(5),
  ];

  test('all logs alike lose what came after it, and the validation of that step, which is done again', async () => {
    const run = await written(...events);
    await rewindLogs(run, 2);
    const lines = [
      [0, true],
      [2, false],
    ];
    expect(await contents(run)).toEqual({ metrics: lines, tensorBoard: lines, previews: [0] });
    await expectKnownPreviews(run);
    const log = logOf(run);
    log.write(validationEvent(2));
    log.write(stepEvent(3));
    await log.flush();
    const { metrics, tensorBoard, previews } = await contents(run);
    expect(metrics).toEqual([...lines, [2, true], [3, false]]);
    expect(tensorBoard).toEqual(metrics);
    expect(previews).toEqual([0, 2]);
  });

  test('that was never saved, nothing is left of them but the heads of TensorBoard’s', async () => {
    const run = await written(...events);
    await rewindLogs(run, -1);
    expect(await contents(run)).toEqual({ metrics: [], tensorBoard: [], previews: [] });
    const [log] = (await run.list('')).filter((name) => name.includes('tfevents'));
    expect(logRecords(await run.read(log, 2 ** 20))).toHaveLength(1);
  });

  test('a record of TensorBoard’s that was cut off goes too', async () => {
    const run = await written(stepEvent(1), stepEvent(2));
    const [name] = (await run.list('')).filter((path) => path.includes('tfevents'));
    const whole = await run.read(name, 2 ** 20);
    await run.write(name, whole.subarray(0, -3));
    await rewindLogs(run, 2);
    const records = logRecords(whole);
    expect(await run.read(name, 2 ** 20)).toEqual(whole.slice(0, records[records.length - 1].start));
  });

  test('and killed meanwhile, no preview is left that the metrics do not know', async () => {
    for (let changes = 0; changes < 6; changes++) {
      const kept = await written(...events);
      await rewindLogs(failingAfter(changes, kept), 2).catch(() => undefined);
      await expectKnownPreviews(kept);
      await rewindLogs(kept, 2);
      expect((await contents(kept)).metrics).toEqual([
        [0, true],
        [2, false],
      ]);
    }
  });
});
