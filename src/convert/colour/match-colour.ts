import { clamp } from '../../faces/exact/arithmetic.ts';
import { expectLength } from '../expect-length.ts';
import type { ColourMethod } from '../names.ts';
import { adain } from './adain.ts';
import { histogram } from './histogram.ts';
import { meanColour } from './mean-colour.ts';
import { isEmpty } from './moments.ts';
import { reinhard } from './reinhard.ts';

/** Gives `source` the colours of `target`, each measured over its own mask. */
type Match = (
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
) => Float32Array;

const methods: Readonly<Record<ColourMethod, Match>> = {
  none: (source) => source,
  mean: meanColour,
  adain,
  reinhard,
  histogram,
};

/**
 * Gives a picture the colours of another. The two need not be of one size.
 *
 * @param source [pixels, 3] sRGB, 0 to 255. @param sourceMask [pixels] weights 0 to 1 of the pixels whose
 * colours count.
 * @returns a new picture, 0 to 255. Where either mask is empty there is nothing to match: then the source's
 * own colours.
 * @throws RangeError if a mask does not fit its picture.
 */
export function matchColour(
  method: ColourMethod,
  source: Float32Array,
  sourceMask: Float32Array,
  target: Float32Array,
  targetMask: Float32Array,
): Float32Array<ArrayBuffer> {
  expectLength('source', source, 3 * sourceMask.length);
  expectLength('target', target, 3 * targetMask.length);
  const match = isEmpty(sourceMask) || isEmpty(targetMask) ? methods.none : methods[method];
  return match(source, sourceMask, target, targetMask).map((value) => clamp(value, 0, 255));
}
