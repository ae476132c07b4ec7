import { clear } from './fill';

/**
 * Gradient of max pooling: dx is dy at the first greatest value of each window, and zero elsewhere. Where
 * windows overlap, gradients add up. A NaN counts as the greatest, so that it stays visible.
 *
 * @param x   [batch, height, width, channels]; dx has the same shape, and is filled
 * @param dy  [batch, outHeight, outWidth, channels]
 * @param top rows of padding above the image; `left` likewise. Padding never is the greatest.
 */
export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  windowHeight: i32,
  windowWidth: i32,
  strideY: i32,
  strideX: i32,
  top: i32,
  left: i32,
): void {
  const image = height * width * channels;
  clear(dx, batch * image);
  for (let b = 0; b < batch; b++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const firstRow = max(outRow * strideY - top, 0);
      const endRow = min(outRow * strideY - top + windowHeight, height);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const firstColumn = max(outColumn * strideX - left, 0);
        const endColumn = min(outColumn * strideX - left + windowWidth, width);
        for (let channel = 0; channel < channels; channel++) {
          let greatest: f32 = -f32.MAX_VALUE;
          let argmax: usize = 0;
          for (let row = firstRow; row < endRow; row++) {
            for (let column = firstColumn; column < endColumn; column++) {
              const at = (<usize>(b * image + (row * width + column) * channels + channel)) << 2;
              const value = load<f32>(x + at);
              const isFirst = row == firstRow && column == firstColumn;
              if (isFirst || value > greatest || (isNaN(value) && !isNaN(greatest))) {
                greatest = value;
                argmax = at;
              }
            }
          }
          if (endRow > firstRow && endColumn > firstColumn) {
            store<f32>(dx + argmax, load<f32>(dx + argmax) + load<f32>(dy));
          }
          dy += 4;
        }
      }
    }
  }
}
