import { addTo } from './elementwise';
import { clear } from './fill';

// A depthwise convolution filters each channel alone: output channel c·multiplier + m is input channel c,
// filtered by w[·, ·, c, m]. There is nothing to multiply as matrices, so its gradients are plain loops over
// taps and pixels.

/**
 * Gradient of a depthwise convolution's input.
 *
 * @param dy  [batch, outHeight, outWidth, channels·multiplier]
 * @param w   [kernelHeight, kernelWidth, channels, multiplier]
 * @param dx  [batch, height, width, channels], which is filled
 * @param top rows of padding above the image; `left` likewise
 */
export function depthwiseInputGradient(
  dy: usize,
  w: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const outputs = channels * multiplier;
  clear(dx, batch * height * width * channels);
  for (let b = 0; b < batch; b++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        for (let tapRow = 0; tapRow < kernelHeight; tapRow++) {
          const row = outRow * strideY - top + tapRow;
          if (row < 0 || row >= height) continue;
          for (let tapColumn = 0; tapColumn < kernelWidth; tapColumn++) {
            const column = outColumn * strideX - left + tapColumn;
            if (column < 0 || column >= width) continue;
            let to = dx + ((<usize>(((b * height + row) * width + column) * channels)) << 2);
            let tap = w + ((<usize>((tapRow * kernelWidth + tapColumn) * outputs)) << 2);
            let from = dy;
            for (let channel = 0; channel < channels; channel++) {
              let sum = load<f32>(to);
              for (let m = 0; m < multiplier; m++) {
                sum += load<f32>(from) * load<f32>(tap);
                from += 4;
                tap += 4;
              }
              store<f32>(to, sum);
              to += 4;
            }
          }
        }
        dy += (<usize>outputs) << 2;
      }
    }
  }
}

/**
 * Gradient of a depthwise convolution's weights. Each row of pixels is summed apart before it is added to the
 * rest: a long sum of single-precision numbers loses digits.
 *
 * @param x    [batch, height, width, channels]
 * @param dy   [batch, outHeight, outWidth, channels·multiplier]
 * @param dw   [kernelHeight, kernelWidth, channels, multiplier], which is filled
 * @param work room for channels·multiplier floats
 */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  dw: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
  work: usize,
): void {
  const outputs = channels * multiplier;
  clear(dw, kernelHeight * kernelWidth * outputs);
  for (let tapRow = 0; tapRow < kernelHeight; tapRow++) {
    for (let tapColumn = 0; tapColumn < kernelWidth; tapColumn++) {
      for (let b = 0; b < batch; b++) {
        for (let outRow = 0; outRow < outHeight; outRow++) {
          const row = outRow * strideY - top + tapRow;
          if (row < 0 || row >= height) continue;
          clear(work, outputs);
          for (let outColumn = 0; outColumn < outWidth; outColumn++) {
            const column = outColumn * strideX - left + tapColumn;
            if (column < 0 || column >= width) continue;
            let from = x + ((<usize>(((b * height + row) * width + column) * channels)) << 2);
            let gradient = dy + ((<usize>(((b * outHeight + outRow) * outWidth + outColumn) * outputs)) << 2);
            let sum = work;
            for (let channel = 0; channel < channels; channel++) {
              const value = load<f32>(from);
              for (let m = 0; m < multiplier; m++) {
                store<f32>(sum, load<f32>(sum) + value * load<f32>(gradient));
                gradient += 4;
                sum += 4;
              }
              from += 4;
            }
          }
          addTo(dw, work, outputs);
        }
      }
      dw += (<usize>outputs) << 2;
    }
  }
}
