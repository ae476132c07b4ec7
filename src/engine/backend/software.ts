const NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/** Whether the name of a GPU, as WebGPU or WebGL gives it, is that of a program that stands in for one. */
export const isSoftware = (gpu: string): boolean => NAMES.test(gpu);
