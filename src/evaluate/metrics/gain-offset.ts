import { expectLength } from '../../convert/expect-length.ts';
import { clamp } from '../../faces/exact/arithmetic.ts';

/**
 * A picture relit to resemble another: for each channel, the gain and the offset that fit it best, by
 * weighted least squares.
 *
 * A change of light multiplies each channel by a number of its own and adds another: the diagonal-offset
 * model (G. D. Finlayson, S. D. Hordley, R. Xu, "Convex programming colour constancy with a diagonal-offset
 * model", ICIP 2005). Nothing else about the picture changes. So B's mean face, fitted to each answer key, is
 * a baseline that follows the light alone and knows nothing of the pose. Each channel has its own, since a
 * single gain and offset could not follow the colour of a light.
 *
 * @param picture [pixels, 3] 0 to 255. @param target as large: what it is fitted to. @param mask [pixels] how
 * much each pixel counts.
 * @returns [pixels, 3] 0 to 255, a new picture. Of a flat picture, the target's mean; NaN if the mask is
 * empty.
 * @throws RangeError if their sizes differ.
 */
export function fitGainOffset(
  picture: Float32Array,
  target: Float32Array,
  mask: Float32Array,
): Float32Array<ArrayBuffer> {
  expectLength('picture', picture, 3 * mask.length);
  expectLength('target', target, 3 * mask.length);
  const fitted = new Float32Array(picture.length);
  for (let channel = 0; channel < 3; channel++) {
    const { meanX, meanY, gain } = leastSquares(picture, target, mask, channel);
    for (let i = channel; i < fitted.length; i += 3) {
      fitted[i] = clamp(meanY + gain * (picture[i] - meanX), 0, 255);
    }
  }
  return fitted;
}

/**
 * The line through a channel's pairs of values, by weighted least squares: the point of means that it passes,
 * and its slope.
 */
function leastSquares(
  picture: Float32Array,
  target: Float32Array,
  mask: Float32Array,
  channel: number,
): { meanX: number; meanY: number; gain: number } {
  let weights = 0;
  let meanX = 0;
  let meanY = 0;
  mask.forEach((weight, pixel) => {
    weights += weight;
    meanX += weight * picture[3 * pixel + channel];
    meanY += weight * target[3 * pixel + channel];
  });
  meanX /= weights;
  meanY /= weights;
  let covariance = 0;
  let variance = 0;
  mask.forEach((weight, pixel) => {
    const x = picture[3 * pixel + channel] - meanX;
    covariance += weight * x * (target[3 * pixel + channel] - meanY);
    variance += weight * x * x;
  });
  return { meanX, meanY, gain: variance > 0 ? covariance / variance : 0 };
}
