import { clamp } from '../../faces/exact/arithmetic.ts';
import type { Random } from '../../faces/index.ts';

/** As often as in faceswap-GAN v2.2 (`prob_random_color_match`). */
const PROBABILITY = 0.5;
/**
 * How much of a crop is left out at each edge when its colours are measured: there, 60 of 256 pixels of a
 * picture, of which a crop is the middle 160.
 */
const TRIM = 12 / 160;
/** Below this standard deviation, in levels, a picture is flat: what differs in it may be rounding. */
const FLAT = 1;

/** Whether a face is given another one's colours, and how much of them. */
export interface ColourMatch {
  readonly isOn: boolean;
  /** 0 leaves the face as it is, 1 gives it all of the other's colours. */
  readonly amount: number;
}

export const randomColourMatch = (random: Random): ColourMatch => ({
  isOn: random.chance(PROBABILITY),
  amount: random.unit(),
});

/**
 * Gives a face, in part, the mean and the standard deviation of another one's colours, channel by channel, as
 * faceswap-GAN does to the encoder's input and the target alike (data_loader/data_augmentation.py; there in
 * half of the cases in CIE XYZ, here always in RGB). So a skin's colour and a light say less of whose face it
 * is. A flat picture is given the mean alone.
 *
 * @param pixels [side, side, 3] bytes. @param other the same, of anybody. @param amount 0 to 1.
 * @returns new memory.
 */
export function matchColours(
  pixels: Uint8Array,
  other: Uint8Array,
  side: number,
  amount: number,
): Uint8Array<ArrayBuffer> {
  const maps = [0, 1, 2].map((channel) => {
    const own = momentsOf(pixels, side, channel);
    const goal = momentsOf(other, side, channel);
    const mean = own.mean + amount * (goal.mean - own.mean);
    const deviation = own.deviation + amount * (goal.deviation - own.deviation);
    const gain = own.deviation < FLAT ? 1 : deviation / own.deviation;
    return { gain, offset: mean - gain * own.mean };
  });
  return Uint8Array.from(pixels, (value, i) => {
    const { gain, offset } = maps[i % 3];
    return clamp(Math.round(gain * value + offset), 0, 255);
  });
}

/** Mean and standard deviation of a channel in the middle of a crop. */
function momentsOf(
  pixels: Uint8Array,
  side: number,
  channel: number,
): { readonly mean: number; readonly deviation: number } {
  const first = Math.round(TRIM * side);
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = first; row < side - first; row++) {
    for (let column = first; column < side - first; column++) {
      const value = pixels[3 * (row * side + column) + channel];
      sum += value;
      squares += value * value;
      count++;
    }
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
