import type { LandmarkPoints } from '../extract/landmark-points.ts';
import { invert, transform, type Similarity } from '../extract/similarity.ts';
import { toBytes } from '../extract/to-bytes.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { expectVerified, type VerifiedFrame } from '../clips/verify.ts';
import { InputError } from '../errors.ts';
import { boxOf, placeCrop, type Box } from './place-crop.ts';
import { expectLength } from './expect-length.ts';
import { hullIn } from './mask/face-mask.ts';
import type { MaskSource } from './names.ts';
import { pasteFace, type PasteOptions } from './paste-face.ts';

/** How a predicted face is put back. */
export interface ConvertOptions extends PasteOptions {
  readonly mask: MaskSource;
}

/** A face that a decoder has predicted, and where it goes. */
export interface PredictedFace {
  /** Pictures of the crop's size, of which one is put in: [count, side, side, 3]. */
  readonly faces: ProvenPixels;
  /** Which of them. */
  readonly index: number;
  /** From pixels of the frame to pixels of the crop. */
  readonly toCrop: Similarity;
  /** Those of the face in the frame, in pixels of the frame. */
  readonly landmarks: LandmarkPoints;
  /** The inner face as a network segments the crop, [side, side] bytes: for the mask `learned`. */
  readonly learnedMask: Uint8Array;
  /**
   * How much of each pixel the decoder wants to replace, [side, side] bytes: for the mask `alpha`, if the decoder
   * paints it.
   */
  readonly alpha?: Uint8Array | undefined;
}

/**
 * Replaces the face in a frame by a predicted one: sharpens it, resamples it to the frame's size, matches its
 * colours to the frame's if asked to, and blends it in under a mask. Outside the mask the frame keeps its
 * bytes.
 * @returns one picture of the frame's size.
 * @throws InputError if frame or face are not proven, or the mask is to be `alpha` and there is none. RangeError if
 * a picture or a mask is not of its size, or the transform is of scale 0.
 */
export function convertFrame(
  frame: VerifiedFrame,
  face: PredictedFace,
  options: ConvertOptions,
): ProvenPixels {
  expectVerified(frame);
  return replaceFace(frame, face, options);
}

/** As {@link convertFrame}, of a frame that is known to be verified. The package does not export this. */
export function replaceFace(
  { pixels, size, faceMask }: Pick<VerifiedFrame, 'pixels' | 'size' | 'faceMask'>,
  { faces, index, toCrop, landmarks, learnedMask, alpha }: PredictedFace,
  options: ConvertOptions,
): ProvenPixels {
  const frame = pixelsOf(pixels);
  const side = faces.width;
  const all = pixelsOf(faces);
  expectLength('batch of predicted faces', all, 3 * faces.count * side * side);
  const face = new Float32Array(all.subarray(3 * index * side * side, 3 * (index + 1) * side * side));
  expectLength('predicted face', face, 3 * side * side);
  expectLength('learned mask', learnedMask, side * side);
  if (alpha) expectLength('α', alpha, side * side);
  const box = boxOf(invert(toCrop), side, size);
  const result = frame.slice();
  if (box.width < 1 || box.height < 1) return provenPixels(result, size, size);
  const masks = { landmarks, learnedMask, alpha, faceMask, toCrop, side };
  const mask = within(maskIn(box, size, masks, options.mask), box, toCrop, side);
  const pasted = pasteFace(face, side, { box, pixels: partOf(frame, size, 3, box), mask, toCrop }, options);
  for (let row = 0; row < box.height; row++) {
    const line = pasted.subarray(3 * row * box.width, 3 * (row + 1) * box.width);
    const at = 3 * ((box.top + row) * size + box.left);
    toBytes(line, result.subarray(at, at + line.length));
  }
  return provenPixels(result, size, size);
}

/** What the sources of masks need. */
interface Masks {
  readonly landmarks: LandmarkPoints;
  /** [side, side] */
  readonly learnedMask: Uint8Array;
  readonly alpha: Uint8Array | undefined;
  /** The frame's inner face as the renderer knows it: [size, size]. */
  readonly faceMask: Uint8Array;
  readonly toCrop: Similarity;
  readonly side: number;
}

/** How much of each pixel of a box is to be replaced: [height, width], 0 to 1. */
function maskIn(
  box: Box,
  size: number,
  { landmarks, learnedMask, alpha, faceMask, toCrop, side }: Masks,
  source: MaskSource,
): Float32Array<ArrayBuffer> {
  const placed = (mask: Uint8Array) =>
    placeCrop(new Float32Array(mask), side, 1, toCrop, box).map((value) => value / 255);
  switch (source) {
    case 'learned':
      return placed(learnedMask);
    case 'alpha':
      if (alpha) return placed(alpha);
      throw new InputError(
        'The decoders of the run paint no α, which was to be the mask.',
        'Take another mask: --mask learned. Decoders paint α if they are trained to: janus train --alpha on.',
      );
    case 'hull':
      return hullIn(landmarks, box, toCrop, side);
    case 'truth':
      return partOf(faceMask, size, 1, box).map((value) => value / 255);
  }
}

/** A mask cut off at the crop's edges, beyond which nothing was predicted. */
const within = (mask: Float32Array, { left, top, width }: Box, toCrop: Similarity, side: number) =>
  mask.map((value, i) => {
    const { x, y } = transform(toCrop, { x: left + (i % width) + 0.5, y: top + Math.floor(i / width) + 0.5 });
    return x >= 0 && x <= side && y >= 0 && y <= side ? value : 0;
  });

/** The part of a picture that lies in a box. */
function partOf(
  picture: Uint8Array,
  size: number,
  channels: number,
  { left, top, width, height }: Box,
): Float32Array<ArrayBuffer> {
  const part = new Float32Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = channels * ((top + row) * size + left);
    part.set(picture.subarray(from, from + channels * width), channels * row * width);
  }
  return part;
}
