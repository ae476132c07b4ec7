import { expectLength } from '../convert/expect-length.ts';
import type { Performance } from '../faces/shot/performance.ts';
import { Mean } from './metrics/mean.ts';

/** What can be extreme: how far the head is turned and nods, the jaw is dropped, lids are shut, eyes look. */
const EXTREMES = ['yaw', 'pitch', 'mouthOpen', 'blinkLeft', 'blinkRight', 'gazeX', 'gazeY'] as const;

/** The part of the frames that counts as extreme. */
const PART = 0.1;

/** Mean errors of the frames of a clip, 0 to 255; null if there are none. */
export interface ErrorsByExtremeness {
  /** Of the tenth in which the most extreme things are done, rounded up to whole frames. */
  readonly extreme: number | null;
  /** Of the other frames. */
  readonly rest: number | null;
}

/**
 * Errors of the frames in which the person filmed does something extreme, and of the others.
 *
 * A frame is as extreme as the most extreme value in it; and a value is as extreme as the part of the frames
 * in which it is smaller, whatever its sign. So a tenth of a clip has turned heads, open mouths, shut lids and
 * glances in about equal parts. Values divided by their ranges would not do: eyes and lids come to the ends of
 * theirs every few seconds, heads and jaws hardly ever, so the tenth would hold blinks and glances alone.
 *
 * @param errors of every frame; null for a frame without a face, which is left out.
 * @param acted of every frame. Of frames that are equally extreme, the first counts as the more extreme.
 * @throws RangeError if there are not as many.
 */
export function errorsByExtremeness(
  errors: readonly (number | null)[],
  acted: readonly Performance[],
): ErrorsByExtremeness {
  expectLength('list of performances', acted, errors.length);
  const scored = acted.filter((_, frame) => errors[frame] !== null);
  const ranks = EXTREMES.map((name) => ranksOf(scored.map((performance) => Math.abs(performance[name]))));
  const ranked = errors
    .filter((error) => error !== null)
    .map((error, frame) => ({ error, extremeness: Math.max(...ranks.map((rank) => rank[frame])) }))
    .toSorted((a, b) => b.extremeness - a.extremeness);
  const count = Math.ceil(PART * ranked.length);
  const [extreme, rest] = [new Mean(), new Mean()];
  ranked.forEach(({ error }, i) => {
    (i < count ? extreme : rest).add(error);
  });
  return { extreme: extreme.value, rest: rest.value };
}

/** For each value, how many are smaller. */
function ranksOf(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  const first = new Map<number, number>();
  sorted.forEach((value, i) => {
    if (!first.has(value)) first.set(value, i);
  });
  return values.map((value) => first.get(value)!);
}
