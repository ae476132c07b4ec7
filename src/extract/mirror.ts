/** A picture flipped from left to right, as in a mirror: [side, side, channels], row by row. */
export function mirror<Picture extends Uint8Array | Float32Array>(
  picture: Picture,
  side: number,
  channels: number,
): Picture {
  const result = picture.slice() as Picture;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const from = channels * (row * side + column);
      result.set(picture.subarray(from, from + channels), channels * (row * side + side - 1 - column));
    }
  }
  return result;
}
