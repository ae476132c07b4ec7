import type { LandmarkPoints } from '../extract/landmark-points.ts';
import { invert, transform, type Similarity } from '../extract/similarity.ts';
import { toBytes } from '../extract/to-bytes.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from '../clips/proven-pixels.ts';
import { expectVerified, type VerifiedFrame } from '../clips/verify.ts';
import { alphaBlend } from './blend/blend.ts';
import { matchColour } from './colour/match-colour.ts';
import { boxOf, placeCrop, type Box } from './place-crop.ts';
import { expectLength } from './expect-length.ts';
import { hullIn, softened, type MaskEdge } from './mask/face-mask.ts';
import type { BlendMethod, ColourMethod, MaskSource } from './names.ts';
import { poissonBlend } from './blend/poisson.ts';
import { unsharpMask } from './sharpen.ts';

/** How a predicted face is put back. */
export interface ConvertOptions extends MaskEdge {
  readonly mask: MaskSource;
  readonly colour: ColourMethod;
  readonly blend: BlendMethod;
  /** How much contrast is added to the prediction: see `unsharpMask`. */
  readonly sharpen: number;
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
}

/** Pixels of a crop over which a predicted face is sharpened. */
const SHARPEN_RADIUS = 1;

/**
 * Replaces the face in a frame by a predicted one: sharpens it, resamples it to the frame's size, matches its
 * colours to the frame's if asked to, and blends it in under a mask. Outside the mask the frame keeps its
 * bytes.
 * @returns one picture of the frame's size.
 * @throws InputError if frame or face are not proven. RangeError if a picture or a mask is not of its size,
 * or the transform is of scale 0.
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
  { faces, index, toCrop, landmarks, learnedMask }: PredictedFace,
  options: ConvertOptions,
): ProvenPixels {
  const frame = pixelsOf(pixels);
  const side = faces.width;
  const all = pixelsOf(faces);
  expectLength('batch of predicted faces', all, 3 * faces.count * side * side);
  const face = new Float32Array(all.subarray(3 * index * side * side, 3 * (index + 1) * side * side));
  expectLength('predicted face', face, 3 * side * side);
  expectLength('learned mask', learnedMask, side * side);
  const box = boxOf(invert(toCrop), side, size);
  const result = frame.slice();
  if (box.width < 1 || box.height < 1) return provenPixels(result, size, size);
  const under = partOf(frame, size, 3, box);
  const masks = { landmarks, learnedMask, faceMask, toCrop, side };
  const shape = within(maskIn(box, size, masks, options.mask), box, toCrop, side);
  const mask = softened(shape, box, toCrop, side, options);
  const sharp = options.sharpen > 0 ? unsharpMask(face, side, side, options.sharpen, SHARPEN_RADIUS) : face;
  const placed = placeCrop(sharp, side, 3, toCrop, box);
  const over = matchColour(options.colour, placed, mask, under, mask);
  const blended =
    options.blend === 'poisson'
      ? poissonBlend(over, under, mask, box.width, box.height)
      : alphaBlend(over, under, mask);
  for (let row = 0; row < box.height; row++) {
    const line = blended.subarray(3 * row * box.width, 3 * (row + 1) * box.width);
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
  /** The frame's inner face as the renderer knows it: [size, size]. */
  readonly faceMask: Uint8Array;
  readonly toCrop: Similarity;
  readonly side: number;
}

/** How much of each pixel of a box is inner face: [height, width], 0 to 1. */
function maskIn(
  box: Box,
  size: number,
  { landmarks, learnedMask, faceMask, toCrop, side }: Masks,
  source: MaskSource,
): Float32Array<ArrayBuffer> {
  switch (source) {
    case 'learned':
      return placeCrop(new Float32Array(learnedMask), side, 1, toCrop, box).map((value) => value / 255);
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
