import { pixelsOf, provenPixels, type ProvenPixels } from '../../src/clips/proven-pixels.ts';
import { VerifiedFrame } from '../../src/clips/verify.ts';
import { replaceFace, type ConvertOptions, type PredictedFace } from '../../src/convert/convert-frame.ts';
import { align } from '../../src/extract/canonical-face.ts';
import { cropFace, cropMask } from '../../src/extract/crop.ts';
import type { Similarity } from '../../src/extract/similarity.ts';
import { findMember, planClip, shotOf } from '../../src/index.ts';
import { nodeHost } from '../../src/node/host.ts';
import { loadCast } from '../../src/pipeline/people.ts';

export const SIZE = 96;
export const SIDE = 64;
export const plain: ConvertOptions = {
  mask: 'truth',
  colour: 'none',
  blend: 'alpha',
  erode: 0,
  feather: 0,
  sharpen: 0,
  enhance: 0,
};

const cast = await loadCast(nodeHost());
export const person = (name: string) => findMember(cast, name).identity;
const shot = shotOf(
  planClip({ identity: person('saoirse'), kind: 'driving', seed: 1, frames: 1, size: SIZE, fps: 25 }),
  0,
);
export const frame = new VerifiedFrame(shot, SIZE, true);
export const before = pixelsOf(frame.pixels);
export const toCrop = align(frame.landmarks, SIDE);
/** The face as it is in a frame, with masks of networks that are never wrong. */
export const cutFrom = (from: VerifiedFrame, to: Similarity, side = SIDE): PredictedFace => ({
  faces: cropFace(from.pixels, to, side),
  index: 0,
  toCrop: to,
  landmarks: from.landmarks,
  learnedMask: cropMask(from.faceMask, SIZE, to, side),
  alpha: cropMask(from.faceMask, SIZE, to, side),
});
export const own = cutFrom(frame, toCrop);
export const ownPixels = pixelsOf(own.faces);
export const whole = new Uint8Array(SIZE * SIZE).fill(255);

/** One predicted face. */
export const predictionOf = (pixels: Uint8Array) => ({ faces: provenPixels(pixels, SIDE, SIDE), index: 0 });

/** A frame with other pixels or another mask than the renderer's. */
export const frameWith = (pixels: ProvenPixels, faceMask = frame.faceMask) => ({
  pixels,
  size: SIZE,
  faceMask,
});

export const convert = (
  from: Parameters<typeof replaceFace>[0],
  face: PredictedFace,
  options: ConvertOptions,
) => pixelsOf(replaceFace(from, face, options));

/** Mean absolute difference of two frames' bytes over what a mask holds. */
export function difference(a: Uint8Array, b: Uint8Array, mask: Uint8Array): number {
  let sum = 0;
  let weights = 0;
  mask.forEach((weight, p) => {
    for (let i = 3 * p; i < 3 * p + 3; i++) sum += weight * Math.abs(a[i] - b[i]);
    weights += 3 * weight;
  });
  return sum / weights;
}

export const middleOf = (p: number) => ({ x: (p % SIZE) + 0.5, y: Math.floor(p / SIZE) + 0.5 });
