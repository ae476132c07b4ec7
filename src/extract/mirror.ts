/** A picture flipped from left to right, as in a mirror: [side, side, channels], row by row. */
export function mirror<Picture extends Uint8Array | Float32Array>(
  picture: Picture,
  side: number,
  channels: number,
): Picture {
  const result = picture.slice() as Picture;
  for (let row = 0, from = 0; row < side; row++) {
    for (let column = side - 1; column >= 0; column--) {
      const to = channels * (row * side + column);
      for (let c = 0; c < channels; c++) result[to + c] = picture[from++];
    }
  }
  return result;
}
