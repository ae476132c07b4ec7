/**
 * Converts numbers to half precision, IEEE 754-2008 binary16, rounding to the nearest and ties to even: the
 * format that TensorFlow.js reads weights of dtype `float16` from.
 */
export function toHalfFloats(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.slice().buffer);
  return Uint16Array.from(bits, (single) => {
    const sign = (single >>> 16) & 0x8000;
    const exponent = ((single >>> 23) & 0xff) - 127;
    const fraction = single & 0x7fffff;
    if (exponent === 128) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
    if (exponent > 15) return sign | 0x7c00;
    if (exponent < -25) return sign;
    // Normal halves keep ten bits of the fraction; subnormal ones fewer, the leading one among them. A carry
    // out of the fraction runs into the exponent, as it should.
    const shift = exponent < -14 ? -exponent - 1 : 13;
    const whole = exponent < -14 ? fraction | 0x800000 : fraction;
    const base = exponent < -14 ? 0 : (exponent + 15) << 10;
    const kept = whole >>> shift;
    const rest = whole & ((1 << shift) - 1);
    const half = 1 << (shift - 1);
    const up = rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0;
    return sign | (base + kept + up);
  });
}
