import { clear } from './fill';
import { multiply } from './tile';

// A convolution with few output channels leaves most of a tile's eight columns empty. So its taps along a row
// become columns of their own: a convolution with kernels one position wide gives taps × channels products
// for each position of the padded input, and the products of neighbouring positions are added up.

/** Packs weights [height, width, inputs, outputs] into panels [⌈width·outputs / 8⌉, height·inputs, 8]. */
export function packFoldedWeights(
  w: usize,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  panels: usize,
): void {
  const columns = width * outputs;
  const k = height * inputs;
  clear(panels, ((columns + 7) & ~7) * k);
  for (let row = 0; row < height; row++) {
    for (let tap = 0; tap < width; tap++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const column = tap * outputs + o;
          const index = (column >> 3) * k * 8 + (row * inputs + i) * 8 + (column & 7);
          store<f32>(panels + ((<usize>index) << 2), load<f32>(w));
          w += 4;
        }
      }
    }
  }
}

/**
 * Puts sums [height·inputs, pitch], whose columns are the taps from last to first, in the order of the
 * weights.
 */
export function unfoldWeights(
  folded: usize,
  pitch: i32,
  height: i32,
  width: i32,
  inputs: i32,
  outputs: i32,
  w: usize,
): void {
  for (let row = 0; row < height; row++) {
    for (let tap = 0; tap < width; tap++) {
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) {
          const index = (row * inputs + i) * pitch + (width - 1 - tap) * outputs + o;
          store<f32>(w, load<f32>(folded + ((<usize>index) << 2)));
          w += 4;
        }
      }
    }
  }
}

/** y[row, position, output] = start[output] + Σ over taps of products[row, position + tap, tap, output]. */
export function fold(
  products: usize,
  rows: i32,
  productWidth: i32,
  pitch: i32,
  taps: i32,
  outputs: i32,
  width: i32,
  start: usize,
  y: usize,
): void {
  // From a tap's product at one position to the next tap's at the next position.
  const tapStep = (<usize>(pitch + outputs)) << 2;
  for (let row = 0; row < rows; row++) {
    let from = products + ((<usize>(row * productWidth * pitch)) << 2);
    for (let position = 0; position < width; position++) {
      for (let o = 0; o < outputs; o++) {
        let sum = load<f32>(start + ((<usize>o) << 2));
        let at = from + ((<usize>o) << 2);
        for (let tap = 0; tap < taps; tap++) {
          sum += load<f32>(at);
          at += tapStep;
        }
        store<f32>(y, sum);
        y += 4;
      }
      from += (<usize>pitch) << 2;
    }
  }
}

/**
 * Gradient of folded weights for one image: dW[height·inputs, columns] += the transpose of x times dy, where
 * a position's row of dy holds the gradients at that position and the ones before it, which lie side by side:
 * neither factor is packed.
 *
 * @param x       padded image, whose rows are `rowStep` bytes apart and whose output rows `strideStep`
 * @param dy      gradients with `taps − 1` positions of zeros at both ends of each row
 * @param folded  sums [height·inputs, pitch], `pitch` a multiple of eight
 * @param offsets byte offsets of sums' rows `pitch` floats apart, one for each input channel
 */
export function foldedFilterGradient(
  x: usize,
  rowStep: usize,
  strideStep: usize,
  positions: i32,
  height: i32,
  inputs: i32,
  dy: usize,
  dyStep: usize,
  outputs: i32,
  rows: i32,
  folded: usize,
  pitch: i32,
  offsets: usize,
): void {
  const aStep = (<usize>inputs) << 2;
  const bStep = (<usize>outputs) << 2;
  for (let i = 0; i < rows; i++) {
    for (let row = 0; row < height; row++) {
      const a = x + <usize>row * rowStep;
      const c = folded + ((<usize>(row * inputs * pitch)) << 2);
      for (let j = 0; j < pitch; j += 8) {
        const at = (<usize>j) << 2;
        multiply(a, aStep, 16, dy + at, bStep, positions, c + at, offsets, inputs, 8, 0);
      }
    }
    x += strideStep;
    dy += dyStep;
  }
}
