import { copy } from './fill';

/**
 * Copies `rows` rows of `length` floats, `fromStep` floats apart, to where they are `toStep` floats apart: a
 * tensor into its place in a concatenation, say.
 */
export function copyRows(from: usize, rows: i32, length: i32, fromStep: i32, to: usize, toStep: i32): void {
  const fromBytes = (<usize>fromStep) << 2;
  const toBytes = (<usize>toStep) << 2;
  if (length <= 8) {
    for (; rows > 0; rows--) {
      for (let i: usize = 0; i < (<usize>length) << 2; i += 4) store<f32>(to + i, load<f32>(from + i));
      from += fromBytes;
      to += toBytes;
    }
    return;
  }
  for (; rows > 0; rows--) {
    copy(from, to, length);
    from += fromBytes;
    to += toBytes;
  }
}

/** Reverses the order of `length` groups of `inner` floats in each of `rows` rows: x to y, another memory. */
export function reverseRows(x: usize, rows: i32, length: i32, inner: i32, y: usize): void {
  const bytes = (<usize>inner) << 2;
  const row = <usize>length * bytes;
  for (; rows > 0; rows--) {
    let to = y + row;
    for (let i = 0; i < length; i++) {
      to -= bytes;
      copy(x, to, inner);
      x += bytes;
    }
    y += row;
  }
}
