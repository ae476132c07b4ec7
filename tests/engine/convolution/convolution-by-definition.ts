import * as tf from '@tensorflow/tfjs';

/** Operands of a convolution in NHWC, and the gradient of its output. */
export interface ConvolutionCase {
  readonly x: tf.Tensor4D;
  readonly w: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
  readonly bias: tf.Tensor1D;
  readonly stride: [number, number];
  readonly pad: 'same' | 'valid';
}

/**
 * A convolution by its definition, y[o] = Σ x[o · stride + k − pad] · w[k], and the gradients of both
 * factors, which are the same sum read the other way. An oracle for shapes that take the `cpu` backend minutes.
 * @returns y, y + bias, dx and dw.
 */
export function convolveByDefinition({ x, w, dy, bias, stride, pad }: ConvolutionCase): Float32Array[] {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, ...info } =
    tf.backend_util.computeConv2DInfo(x.shape, w.shape, stride, 1, pad);
  const { filterHeight, filterWidth, padInfo } = info;
  const [xs, ws, dys] = [x, w, dy].map((tensor) => tensor.dataSync<'float32'>());
  // In double precision, so that the error is the kernel's alone.
  const [y, dx, dw] = [dy.size, x.size, w.size].map((size) => new Float64Array(size));
  for (let b = 0; b < batchSize; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const out = ((b * outHeight + oy) * outWidth + ox) * outChannels;
        for (let ky = 0; ky < filterHeight; ky++) {
          const iy = oy * stride[0] + ky - padInfo.top;
          if (iy < 0 || iy >= inHeight) continue;
          for (let kx = 0; kx < filterWidth; kx++) {
            const ix = ox * stride[1] + kx - padInfo.left;
            if (ix < 0 || ix >= inWidth) continue;
            const from = ((b * inHeight + iy) * inWidth + ix) * inChannels;
            const weight = (ky * filterWidth + kx) * inChannels * outChannels;
            for (let c = 0; c < inChannels; c++) {
              for (let f = 0, at = weight + c * outChannels; f < outChannels; f++, at++) {
                y[out + f] += xs[from + c] * ws[at];
                dx[from + c] += dys[out + f] * ws[at];
                dw[at] += dys[out + f] * xs[from + c];
              }
            }
          }
        }
      }
    }
  }
  const biases = bias.dataSync();
  const biased = y.map((value, i) => value + biases[i % outChannels]);
  return [y, biased, dx, dw].map((values) => new Float32Array(values));
}
