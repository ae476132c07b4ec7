import { copy } from './fill';

/**
 * Sub-pixel shuffle (Shi et al., 2016): x [images·height, width, block, block, channels] becomes y
 * [images·height, block, width, block, channels]; a copy of `block · channels` floats at a time.
 */
export function depthToSpace(x: usize, rows: i32, width: i32, block: i32, channels: i32, y: usize): void {
  const length = block * channels;
  const bytes = (<usize>length) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < block; i++) {
      for (let j = 0; j < width; j++) {
        copy(x + <usize>((row * width + j) * block + i) * bytes, y, length);
        y += bytes;
      }
    }
  }
}

/** The inverse, which is also the gradient: y [images·height, block, width, block, channels] becomes x. */
export function spaceToDepth(y: usize, rows: i32, width: i32, block: i32, channels: i32, x: usize): void {
  const length = block * channels;
  const bytes = (<usize>length) << 2;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < block; i++) {
      for (let j = 0; j < width; j++) {
        copy(y, x + <usize>((row * width + j) * block + i) * bytes, length);
        y += bytes;
      }
    }
  }
}
