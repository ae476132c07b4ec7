/**
 * Whole numbers 0 to 255 that look random and are easily had in any language, for values computed elsewhere:
 * the high bytes of x → 1664525·x + 1013904223 modulo 2³², beginning after `seed`.
 */
export function noise(seed: number, length: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** Weights 0 to 1 of the same kind. */
export const noiseMask = (seed: number, length: number): Float32Array<ArrayBuffer> =>
  noise(seed, length).map((value) => value / 255);
