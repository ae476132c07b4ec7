// Step 3: put the swapped face back into the frame.
export { labToRgb, rgbToLab } from './colour/cielab.ts';
export { convertFrame, type ConvertOptions, type PredictedFace } from './convert-frame.ts';
export * from './names.ts';
export { convexHull, hullMask } from './mask/hull.ts';
export { dilate, erode, feather } from './mask/mask.ts';
export { buildMaskNet, findMasks } from './mask/mask-net.ts';
export { pasteCrops } from './paste-crops.ts';
export { smoothCorners } from './smooth/smooth-corners.ts';
export { smoothTransforms } from './smooth/smooth-transforms.ts';
