import type { LandmarkPoints } from '../extract/landmark-points.ts';
import { invert, transform, type Similarity } from '../extract/similarity.ts';
import type { Frame } from '../faces/frame.ts';
import { alphaBlend } from './blend.ts';
import { matchColour } from './colour/match-colour.ts';
import { boxOf, placeCrop, type Box } from './place-crop.ts';
import { expectLength } from './expect-length.ts';
import { hullIn, softened, type MaskEdge } from './face-mask.ts';
import type { BlendMethod, ColourMethod, MaskSource } from './names.ts';
import { poissonBlend } from './poisson.ts';
import { unsharpMask } from './sharpen.ts';

/** How a painted face is put back. */
export interface ConvertOptions extends MaskEdge {
  readonly mask: MaskSource;
  readonly colour: ColourMethod;
  readonly blend: BlendMethod;
  /** How much contrast is added to what was painted: see `unsharpMask`. */
  readonly sharpen: number;
}

/** A face that was painted, and where it goes. */
export interface PaintedFace {
  /** [side, side, 3] 0 to 255. */
  readonly painted: Float32Array;
  /** Pixels a side. */
  readonly side: number;
  /** From pixels of the frame to pixels of the crop. */
  readonly toCrop: Similarity;
  /** Of the face that is in the frame, in pixels of the frame. */
  readonly landmarks: LandmarkPoints;
  /** What a network sees as inner face in the crop, [side, side] bytes: for the mask `learned`. */
  readonly learnedMask: Uint8Array;
  /** The frame's inner face as the renderer knows it, size × size bytes: for the mask `true`. */
  readonly trueMask: Uint8Array;
}

/** Pixels of a crop over which a painted face is sharpened. */
const SHARPEN_RADIUS = 1;

/**
 * Puts a painted face in the place of the one in a frame: it is sharpened, brought to the frame's size, takes on the frame's colours if asked to, so that it has
 * them as they will be seen, and is blended in under a mask. Outside the mask the frame stays as it is.
 * @returns [size, size, 3] bytes, a new picture.
 * @throws RangeError if a picture or a mask is not of its size, or the transform is of scale 0.
 */
export function convertFrame(
  frame: Frame,
  face: PaintedFace,
  options: ConvertOptions,
): Uint8Array<ArrayBuffer> {
  const { side, toCrop } = face;
  expectLength('painted face', face.painted, 3 * side * side);
  expectLength('learned mask', face.learnedMask, side * side);
  expectLength('true mask', face.trueMask, frame.size * frame.size);
  const box = boxOf(invert(toCrop), side, frame.size);
  const pixels = frame.pixels.slice();
  if (box.width < 1 || box.height < 1) return pixels;
  const under = partOf(frame.pixels, frame.size, 3, box);
  const shape = within(maskIn(box, frame.size, face, options.mask), box, toCrop, side);
  const mask = softened(shape, box, toCrop, side, options);
  const sharp =
    options.sharpen > 0
      ? unsharpMask(face.painted, side, side, options.sharpen, SHARPEN_RADIUS)
      : face.painted;
  const placed = placeCrop(sharp, side, 3, toCrop, box);
  const over = matchColour(options.colour, placed, mask, under, mask);
  const blended =
    options.blend === 'poisson'
      ? poissonBlend(over, under, mask, box.width, box.height)
      : alphaBlend(over, under, mask);
  for (let row = 0; row < box.height; row++) {
    const line = blended.subarray(3 * row * box.width, 3 * (row + 1) * box.width);
    pixels.set(Uint8Array.from(line, Math.round), 3 * ((box.top + row) * frame.size + box.left));
  }
  return pixels;
}

/** How much of each pixel of a box is inner face: [height, width], 0 to 1. */
function maskIn(
  box: Box,
  size: number,
  { landmarks, learnedMask, trueMask, toCrop, side }: PaintedFace,
  source: MaskSource,
): Float32Array<ArrayBuffer> {
  switch (source) {
    case 'learned':
      return placeCrop(new Float32Array(learnedMask), side, 1, toCrop, box).map((value) => value / 255);
    case 'hull':
      return hullIn(landmarks, box, toCrop, side);
    case 'truth':
      return partOf(trueMask, size, 1, box).map((value) => value / 255);
  }
}

/** A mask without what lies beyond the crop, where nothing was painted. */
const within = (mask: Float32Array, { left, top, width }: Box, toCrop: Similarity, side: number) =>
  mask.map((value, i) => {
    const { x, y } = transform(toCrop, { x: left + (i % width) + 0.5, y: top + Math.floor(i / width) + 0.5 });
    return x >= 0 && x <= side && y >= 0 && y <= side ? value : 0;
  });

/** What of a picture lies in a box. */
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
