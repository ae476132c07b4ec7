const NAMES = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i;

/** Whether a GPU's name, as WebGPU or WebGL reports it, is that of software that emulates one. */
export const isSoftware = (gpu: string): boolean => NAMES.test(gpu);
