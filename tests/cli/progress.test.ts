import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Progress } from '../../src/cli/output.ts';
import { stillPictures, TrainingProgress } from '../../src/cli/training-progress.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/**
 * A terminal, and the last line that can be read there: what is too long for it, it writes one over another
 * in its last column.
 */
function terminal(columns: number) {
  const out = Object.assign(new PassThrough(), { isTTY: true, columns });
  const last = () => stripVTControlCharacters(String(out.read() ?? '')).slice(0, columns - 1);
  return { out, last };
}

const metrics = { step: 1000, seconds: 90, losses: { a: 0.03456, b: 0.03123 }, imagesPerSecond: 104.4 };

test.each([80, 120])('a training shows its figures within %i columns, none of them cut off', (columns) => {
  const { out, last } = terminal(columns);
  const progress = new Progress('Training', out);
  const training = new TrainingProgress(progress);
  training.update(
    {
      step: 990,
      seconds: 89,
      swapErrors: { 'a→b': 12.04, 'b→a': 9.01 },
      skill: { 'a→b': 0.124, 'b→a': -0.087 },
    },
    0.44,
  );
  training.update(metrics, 0.5);
  const line = last();
  expect(line).toMatch(/50 % · 1:30 left · skill 12 % -9 % · loss 0\.035 0\.031 · step 1000\b/);
  expect(line.includes('█'), 'a bar').toBe(columns === 120);
  expect(line.includes('104 images/s')).toBe(columns === 120);
  progress.stop();
});

test('a training shows no skill before its first validation', () => {
  const { out, last } = terminal(80);
  const progress = new Progress('Training', out);
  new TrainingProgress(progress).update(metrics, 0.5);
  expect(last()).toMatch(/50 % · 1:30 left · loss 0\.035/);
  progress.stop();
});

test('counted work shows how much is done, and no time left before any is done', () => {
  const { out, last } = terminal(80);
  const progress = new Progress('Filming', out);
  progress.update(0, 600);
  expect(last()).toContain('Filming 0 of 600');
  vi.advanceTimersByTime(10_000);
  progress.update(6, 600);
  vi.advanceTimersByTime(1000);
  expect(last()).toMatch(/Filming 6 of 600 · 16:(30|4\d) left/);
  progress.stop();
});

test('without a terminal, a line is written every few seconds', () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const progress = new Progress('Filming', { isTTY: false });
    progress.update(1, 1000);
    expect(write).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3600_000);
    progress.update(500, 1000);
    expect(write).toHaveBeenCalledExactlyOnceWith('Filming: 500 of 1000 · 1:00:00 left\n');
    progress.update(501, 1000);
    expect(write).toHaveBeenCalledTimes(1);
  } finally {
    write.mockRestore();
  }
});

test('swaps that are worse than a still picture are named in a sentence', () => {
  expect(stillPictures({ 'mira→oskar': -0.01, 'oskar→mira': 0 })).toEqual([
    'mira→oskar is still worse than a still picture of the target person, their mean face, would be.',
  ]);
  expect(stillPictures({ 'mira→oskar': -0.5, 'oskar→mira': -0.1 })).toEqual([
    'mira→oskar and oskar→mira are still worse than a still picture of the target person, their mean face, would be.',
  ]);
  expect(stillPictures({})).toEqual([]);
});
