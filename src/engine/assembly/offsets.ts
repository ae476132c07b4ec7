/**
 * Fills a table with the byte offset (u32) of each of batch × height × width pixels, in that order, from
 * strides in floats. Kernels walk such tables instead of three nested loops, so they need not know where rows
 * and images end.
 */
export function pixelOffsets(
  table: usize,
  batch: i32,
  height: i32,
  width: i32,
  imageStride: i32,
  rowStride: i32,
  pixelStride: i32,
): void {
  for (let image = 0; image < batch; image++) {
    for (let i = 0; i < height; i++) {
      let offset = image * imageStride + i * rowStride;
      for (let j = 0; j < width; j++) {
        store<u32>(table, offset << 2);
        offset += pixelStride;
        table += 4;
      }
    }
  }
}
