// What JavaScript calls. All addresses are in the memory of TensorFlow.js's `wasm` backend, which this module
// shares; it has no data, no stack and no allocator of its own.
export { leakyReluBlockGradient, leakyReluShuffle, sigmoidGradient } from './activation';
export { adam } from './adam';
export { columnSums } from './column-sums';
export { CONVOLVE_WORK, convolve, packFlippedTaps, packWeights } from './convolution';
export { depthToSpace, spaceToDepth } from './depth-to-space';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { brightnessDssim, DSSIM_MARGIN } from './dssim';
export { fold, foldedFilterGradient, packFoldedWeights, unfoldWeights } from './fold';
export { addTo, clip, leakyRelu, leakyReluGradient, maximum, minimum } from './elementwise';
export { clear } from './fill';
export { FILTER_GRADIENT_WORK, FILTER_GRADIENT_WORK_CHANNEL, filterGradient } from './filter-gradient';
export { MATMUL_WORK, matmul } from './matmul';
export { maxPoolGradient } from './max-pool';
export { mirrorPadGradient } from './mirror-pad';
export { pixelOffsets } from './offsets';
export { pad } from './pad';
export { copyRows, reverseRows } from './rows';
export { segmentSum } from './segment-sum';
export { softmaxGradient } from './softmax';
export { standardise, standardiseGradient } from './standardise';
export { setSpare } from './tile';
export { weightedErrors, weightedErrorsGradient } from './weighted-error';
export {
  multiplyPlanes,
  WINOGRAD_WORK,
  winogradGradient,
  winogradInput,
  winogradInputColumns,
  winogradOutput,
} from './winograd-planes';
export { WINOGRAD_WEIGHTS_WORK, winogradWeights, winogradWeightsGradient } from './winograd-weights';
