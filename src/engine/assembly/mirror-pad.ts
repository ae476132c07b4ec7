import { addTo } from './elementwise';
import { copy } from './fill';

/**
 * Gradient of mirrored padding along one axis: the gradients of the copies are added to those of the values
 * that they are copies of.
 *
 * @param dy   [outer, before + length + after, inner]
 * @param edge 1 if the value at the edge has no copy («reflect»), 0 if it has («symmetric»)
 * @param dx   [outer, length, inner]
 */
export function mirrorPadGradient(
  dy: usize,
  outer: i32,
  length: i32,
  inner: i32,
  before: i32,
  after: i32,
  edge: i32,
  dx: usize,
): void {
  const bytes = (<usize>inner) << 2;
  for (; outer > 0; outer--) {
    copy(dy + <usize>before * bytes, dx, length * inner);
    for (let i = before - 1; i >= 0; i--) {
      addTo(dx + <usize>(i + edge) * bytes, dy, inner);
      dy += bytes;
    }
    dy += <usize>length * bytes;
    for (let i = 1; i <= after; i++) {
      addTo(dx + <usize>(length - i - edge) * bytes, dy, inner);
      dy += bytes;
    }
    dx += <usize>length * bytes;
  }
}
