import { beforeAll, expect, test } from 'vitest';
import { formatMetrics, METRICS_FILE, type Metrics } from '../../../src/pipeline/run/metrics.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import type { Direction } from '../../../src/pipeline/score.ts';
import { reportOf } from '../../../src/pipeline/scoring/report.ts';
import { termNames } from '../../../src/train/config/names.ts';
import { convert, host, loadClips, run } from './grey-run.ts';

let directions: readonly [Direction, Direction];

beforeAll(async () => {
  const { directionOf } = await loadClips();
  const there = await directionOf(run);
  // The way back, with the same scores: what is charted of the training does not depend on them.
  directions = [there, { ...there, driving: { ...there.driving, person: 1 }, target: 0 }];
});

/** The report of a training with these metrics. */
async function reportWith(metrics: readonly Metrics[]): Promise<string> {
  const store = new MemoryStore();
  await store.write(METRICS_FILE, new TextEncoder().encode(metrics.map(formatMetrics).join('')));
  return reportOf(host, { ...run, store }, directions, { converting: convert });
}

const losses = { p0: 0.5, p1: 0.25 };
const terms = { reconstruction: 0.2, edges: 0.1, adversarial: 0.1, alpha: 0.1, discriminator: 0.7 };
const titles = [...termNames.map((name) => `Loss: ${name}`), 'Accuracy of the discriminators'];

test('the report of a GAN has a chart of each term, and of the discriminators’ accuracy', async () => {
  const html = await reportWith(
    [1, 2].flatMap((step) => [
      { step, seconds: step, losses, terms: { p0: terms, p1: terms } },
      { step, seconds: step, swapErrors: {}, discriminatorAccuracy: { p0: 0.5, p1: 0.75 } },
    ]),
  );
  for (const title of titles) expect(html).toContain(title);
});

test('that of a training without an adversary has none of them', async () => {
  const html = await reportWith([1, 2].map((step) => ({ step, seconds: step, losses })));
  expect(html).toContain('Training loss');
  for (const title of titles) expect(html).not.toContain(title);
});
