// How good a swap is, against the answer key.
export { correlation } from './correlation.ts';
export { flicker, flickerBetween, type KeyedFrame } from './flicker.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { psnr } from './psnr.ts';
export { regionMasks, regionNames, type RegionName } from './regions.ts';
export { ssim, ssimMap, luma } from './ssim.ts';
export { swapScore } from './swap-score.ts';
