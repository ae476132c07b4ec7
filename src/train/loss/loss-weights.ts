import type { StepConfig } from '../config/config.ts';

/** The weights of the parts of a face in the loss. */
type PartWeights = Pick<StepConfig, 'backgroundWeight' | 'eyeWeight' | 'mouthWeight'>;

/**
 * Where eyes and mouth are in an aligned crop, in any pose: ellipses by their centres and semi-axes, in
 * fractions of the crop's side.
 */
const PARTS = [
  { x: 0.31, y: 0.39, width: 0.15, height: 0.11, weight: 'eyeWeight' },
  { x: 0.69, y: 0.39, width: 0.15, height: 0.11, weight: 'eyeWeight' },
  { x: 0.5, y: 0.73, width: 0.21, height: 0.14, weight: 'mouthWeight' },
] as const;

/**
 * The weight of each pixel of a crop in the loss; 1 for the inner face outside eyes and mouth. faceswap (2019)
 * calls the weights of eyes and mouth their multipliers.
 * @param mask how much of each pixel is inner face: [side, side], 0 to 1.
 * @param weights `backgroundWeight` of pixels outside the inner face, 0 to 1; `eyeWeight` and `mouthWeight` of
 * pixels of eyes and mouth, above 0.
 * @param into where they are written, which may be the mask's memory: by default new memory.
 * @returns [side, side], 0 or more
 */
export function lossWeights(
  mask: Float32Array,
  side: number,
  weights: PartWeights,
  into: Float32Array = new Float32Array(mask.length),
): Float32Array {
  const { backgroundWeight } = weights;
  const inner = innerWeights(side, weights);
  for (let i = 0; i < mask.length; i++) {
    into[i] = backgroundWeight * (1 - mask[i]) + mask[i] * inner[i];
  }
  return into;
}

/** The last weights of the inner face: they are the same at every step of a training. */
let last:
  | {
      readonly side: number;
      readonly eyeWeight: number;
      readonly mouthWeight: number;
      readonly weights: Float64Array;
    }
  | undefined;

/** The weight that each pixel of a crop would have, were it wholly inner face: [side, side]. */
function innerWeights(side: number, of: PartWeights): Float64Array {
  const { eyeWeight, mouthWeight } = of;
  if (last?.side !== side || last.eyeWeight !== eyeWeight || last.mouthWeight !== mouthWeight) {
    const weights = Float64Array.from({ length: side * side }, (_, i) => {
      const x = ((i % side) + 0.5) / side;
      const y = (Math.floor(i / side) + 0.5) / side;
      const part = PARTS.find(
        (ellipse) => ((x - ellipse.x) / ellipse.width) ** 2 + ((y - ellipse.y) / ellipse.height) ** 2 < 1,
      );
      return part ? of[part.weight] : 1;
    });
    last = { side, eyeWeight, mouthWeight, weights };
  }
  return last.weights;
}
