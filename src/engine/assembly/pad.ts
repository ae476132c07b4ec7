import { clear, copy } from './fill';

/**
 * Copies images [batch, height, width, channels] into larger ones, [batch, paddedHeight, paddedWidth,
 * paddedChannels], with zeros around, so that the kernels need not check at every pixel whether it is inside.
 * What would stick out is cut off.
 */
export function pad(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  padded: usize,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  paddedChannels: i32,
): void {
  // Of a row, in this order: zeros, pixels of the image, zeros.
  const before = min(left, paddedWidth);
  const inside = min(width, paddedWidth - before);
  const end = before + inside;
  const row = paddedWidth * paddedChannels;
  let to = padded;
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < paddedHeight; i++) {
      const y = i - top;
      if (y < 0 || y >= height) {
        clear(to, row);
      } else {
        let from = x + ((<usize>((image * height + y) * width * channels)) << 2);
        let pixel = to + ((<usize>(before * paddedChannels)) << 2);
        clear(to, before * paddedChannels);
        if (channels == paddedChannels) {
          copy(from, pixel, inside * channels);
        } else {
          for (let j = 0; j < inside; j++) {
            copy(from, pixel, channels);
            clear(pixel + ((<usize>channels) << 2), paddedChannels - channels);
            from += (<usize>channels) << 2;
            pixel += (<usize>paddedChannels) << 2;
          }
        }
        clear(to + ((<usize>(end * paddedChannels)) << 2), (paddedWidth - end) * paddedChannels);
      }
      to += (<usize>row) << 2;
    }
  }
}
