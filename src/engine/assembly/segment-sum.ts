import { addTo } from './elementwise';
import { clear } from './fill';

/**
 * Adds up the rows of x that belong to the same segment, as the gradient of gathering rows is.
 *
 * @param x    [rows, length]
 * @param ids  the segment of each row, i32; a row of a segment that does not exist is left out
 * @param sums [segments, length], which is filled
 */
export function segmentSum(x: usize, ids: usize, rows: i32, length: i32, segments: i32, sums: usize): void {
  const bytes = (<usize>length) << 2;
  clear(sums, segments * length);
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids);
    if (id >= 0 && id < segments) addTo(sums + <usize>id * bytes, x, length);
    x += bytes;
    ids += 4;
  }
}
