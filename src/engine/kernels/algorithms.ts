import { convolve } from './convolve.ts';
import { convolveFewOutputs, filterGradientFewOutputs, hasFewOutputs } from './few-outputs.ts';
import { filterGradient } from './filter-gradient.ts';
import type { Convolution } from './geometry.ts';
import type { Heap } from './heap.ts';
import { inputGradient } from './input-gradient.ts';
import { isWinograd, isWinogradInputGradient, winogradConvolve, winogradInputGradient } from './winograd.ts';
import { winogradFilterGradient } from './winograd-filter-gradient.ts';

// Which way of computing a convolution is fastest. The thresholds are measured: docs/performance.md.

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
