import { convolve } from './convolve.ts';
import { convolveFewOutputs, filterGradientFewOutputs, hasFewOutputs } from './few-outputs.ts';
import { filterGradient } from './filter-gradient.ts';
import type { Convolution } from './geometry.ts';
import type { Heap } from '../heap.ts';
import { inputGradient } from './input-gradient.ts';
import { isWinograd, isWinogradInputGradient, winogradConvolve, winogradInputGradient } from './winograd.ts';
import { winogradFilterGradient } from './winograd-filter-gradient.ts';

// Selects the fastest algorithm for a convolution. The thresholds are measured: docs/performance.md.
//
// All give the same numbers but for rounding, and a value that is not finite makes every output that depends
// on it not finite. Winograd's transforms spread it further: they subtract multiples of it from the other
// outputs of its tile, ∞ − ∞ = NaN. It reaches the 4 × 4 outputs of the tile that it lies in, beside the 3 ×
// 3 that depend on it: 25 outputs a channel at most, and no other tile. Which output is first not finite thus
// says where, to within four pixels.

/** (heap, sizes, address of x or dy, address of w or dy, address of the result, address of the bias) */
type Algorithm = (
  heap: Heap,
  g: Convolution,
  first: number,
  second: number,
  to: number,
  bias?: number,
) => void;

/** Fewer channels than this make transforms that cost more than the multiplications they save. */
const WINOGRAD_CHANNELS = 8;

/** Whether Winograd's transforms of x and of y pay. */
const pays = (g: Convolution): boolean =>
  isWinograd(g) && g.channels >= WINOGRAD_CHANNELS && g.outChannels >= WINOGRAD_CHANNELS;

export function forward(g: Convolution): Algorithm {
  if (pays(g)) return winogradConvolve;
  return hasFewOutputs(g) ? convolveFewOutputs : convolve;
}

export function backwardInput(g: Convolution): Algorithm {
  return isWinogradInputGradient(g) && g.outChannels >= WINOGRAD_CHANNELS
    ? winogradInputGradient
    : inputGradient;
}

export function backwardFilter(g: Convolution): Algorithm {
  if (pays(g)) return winogradFilterGradient;
  return hasFewOutputs(g) ? filterGradientFewOutputs : filterGradient;
}
