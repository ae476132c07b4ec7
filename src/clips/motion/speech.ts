import type { Random } from '../../faces/exact/random.ts';
import { Curve } from './curve.ts';

/** What talking does to the face. Each is 0 in a pause. */
export interface Speech {
  /** How far the jaw drops, 0 to 0.75. */
  readonly open: Curve;
  /** How far the lips round, 0 to 0.6. */
  readonly pucker: Curve;
  /** How far the brows rise with a stressed word, 0 to 0.3. */
  readonly emphasis: Curve;
}

/**
 * Phrases of one to three seconds with pauses between them; three to six syllables a second, each opening and
 * closing the mouth.
 */
export function speak(random: Random, seconds: number): Speech {
  const speech = { open: new Curve(), pucker: new Curve(), emphasis: new Curve() };
  let time = random.between(0, 0.8);
  while (time <= seconds) {
    const end = time + random.between(1, 3);
    speech.open.key(time, 0);
    speech.pucker.key(time, 0);
    if (random.chance(0.6)) emphasise(speech.emphasis, random, time);
    while (time < end) time = utter(speech, random, time);
    speech.open.key(time + 0.12, 0);
    speech.pucker.key(time + 0.16, 0);
    time += random.between(0.5, 1.6);
  }
  return speech;
}

/** One syllable: the mouth opens to its middle and nearly closes at its end, which is returned. */
function utter({ open, pucker }: Speech, random: Random, time: number): number {
  const length = random.between(0.18, 0.34);
  // A short syllable opens little: the jaw has a top speed.
  open.key(time + length / 2, Math.min(0.75, length * random.between(0.5, 2.4)));
  open.key(time + length, random.between(0, 0.1));
  pucker.key(time + length / 2, random.chance(0.25) ? random.between(0.25, 0.6) : random.between(0, 0.1));
  return time + length;
}

function emphasise(brows: Curve, random: Random, time: number): void {
  const start = time + random.between(0, 0.5);
  const length = random.between(0.5, 0.9);
  brows
    .key(start, 0)
    .key(start + length / 2, random.between(0.1, 0.3))
    .key(start + length, 0);
}
