/** Running sums of the columns, for pictures up to the widest a frame may be. */
let sums = new Float64Array(1024);

/**
 * Blurs a width × height picture of one channel in place with a box of 2r + 1 pixels a side, edges repeated.
 * @param scratch as large as the picture. @param r at least 1, less than half of either side.
 */
export function boxBlur(
  picture: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  r: number,
): void {
  const scale = 1 / (2 * r + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    const last = row + width - 1;
    const first = picture[row];
    const end = picture[last];
    let sum = first * (r + 1);
    for (let k = 1; k <= r; k++) sum += picture[row + k];
    let i = row;
    for (; i < row + r; i++) {
      scratch[i] = sum * scale;
      sum += picture[i + r + 1] - first;
    }
    for (; i < last - r; i++) {
      scratch[i] = sum * scale;
      sum += picture[i + r + 1] - picture[i - r];
    }
    for (; i <= last; i++) {
      scratch[i] = sum * scale;
      sum += end - picture[i - r];
    }
  }
  // Down the columns a whole row at a time, so that memory is walked in order.
  if (sums.length < width) sums = new Float64Array(width);
  for (let x = 0; x < width; x++) sums[x] = scratch[x] * (r + 1);
  for (let k = 1; k <= r; k++) {
    for (let x = 0, i = k * width; x < width; x++, i++) sums[x] += scratch[i];
  }
  for (let y = 0; y < height; y++) {
    let enters = Math.min(y + r + 1, height - 1) * width;
    let leaves = Math.max(y - r, 0) * width;
    let i = y * width;
    for (let x = 0; x < width; x++, i++, enters++, leaves++) {
      const sum = sums[x];
      picture[i] = sum * scale;
      sums[x] = sum + scratch[enters] - scratch[leaves];
    }
  }
}
