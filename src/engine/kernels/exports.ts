import { KERNELS } from './binary.ts';

/**
 * A function of src/engine/assembly/index.ts, where each is explained: addresses, counts and factors in,
 * nothing out.
 */
type Kernel = (...values: number[]) => void;

const NAMES = [
  'adam',
  'addTo',
  'brightnessDssim',
  'clear',
  'clip',
  'columnSums',
  'convolve',
  'copyRows',
  'depthToSpace',
  'depthwiseFilterGradient',
  'depthwiseInputGradient',
  'filterGradient',
  'fold',
  'foldedFilterGradient',
  'leakyRelu',
  'leakyReluBlockGradient',
  'leakyReluGradient',
  'leakyReluShuffle',
  'matmul',
  'maxPoolGradient',
  'maximum',
  'minimum',
  'mirrorPadGradient',
  'multiplyPlanes',
  'packFlippedTaps',
  'packFoldedWeights',
  'packWeights',
  'pad',
  'pixelOffsets',
  'reverseRows',
  'segmentSum',
  'setSpare',
  'sigmoidGradient',
  'softmaxGradient',
  'spaceToDepth',
  'standardise',
  'standardiseGradient',
  'unfoldWeights',
  'weightedErrors',
  'weightedErrorsGradient',
  'winogradGradient',
  'winogradInput',
  'winogradInputColumns',
  'winogradOutput',
  'winogradWeights',
  'winogradWeightsGradient',
] as const;

/** Floats of scratch memory that some of them need, and of the margins around what is there. */
const SIZES = [
  'CONVOLVE_WORK',
  'DSSIM_MARGIN',
  'FILTER_GRADIENT_WORK',
  'FILTER_GRADIENT_WORK_CHANNEL',
  'MATMUL_WORK',
  'WINOGRAD_WEIGHTS_WORK',
  'WINOGRAD_WORK',
] as const;

export type KernelExports = Readonly<
  Record<(typeof NAMES)[number], Kernel> & Record<(typeof SIZES)[number], number>
>;

const bytes = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(KERNELS), (character) => character.charCodeAt(0));

let compiled: Promise<WebAssembly.Module> | undefined;

/** Whether this machine has WebAssembly with SIMD, which all browsers and Node versions of today do. */
export const hasSimd = (): boolean => WebAssembly.validate(bytes());

/** The kernels, compiled once. */
export const compileKernels = (): Promise<WebAssembly.Module> => (compiled ??= WebAssembly.compile(bytes()));

/** The kernels at work in `memory`. */
export function bindKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return Object.fromEntries([
    ...NAMES.map((name) => [name, exports[name]]),
    ...SIZES.map((name) => [name, (exports[name] as { value: number }).value]),
  ]) as KernelExports;
}
