/**
 * Tests of tfjs-core that do not hold for the `wasm` backend. Each is run all the same, and must fail as
 * stated.
 */
interface Exclusion {
  readonly reason: string;
  /** What its failure says. */
  readonly error: RegExp;
  /** The exact names of tests, by suite. */
  readonly tests: Readonly<Record<string, readonly string[]>>;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    reason: 'the stock backend has no NCHW either',
    error: /^wasm backend (Fused)?Conv2D does not support dataFormat:'(channelsFirst|NCHW)'/,
    tests: {
      conv2d: [
        'x=[2,1,2,2] f=[1,1,1,1] s=1 d=1 p=0 NCHW',
        'x=[1,2,2] f=[2,2,1,1] s=1 d=1 p=same NCHW',
        'x=[4,2,2] f=[1,1,4,4] s=1 d=1 p=same NCHW',
        'x=[3,2,2] f=[1,1,3,4] s=1 d=1 p=same NCHW',
        'x=[2,2,2,2] f=[1,1,4,4] s=1 d=1 p=same NCHW',
        'x=[4,2,2] f=[2,2,4,4] s=1 d=1 p=same NCHW',
        'x=[1,2,2] f=[2,2,1,1] s=1 d=1 p=explicit NCHW',
        'x=[2,2,2] f=[2,2,2,1] s=1 d=1 p=same NCHW',
        'x=[2,1,2,2] f=[2,2,1,1] s=1 d=1 p=same NCHW',
        'gradient x=[1,1,3,3] f=[2,2,1,1] s=1 p=0 NCHW',
        'gradient x=[2,1,3,3] f=[2,2,1,1] s=1 p=0 NCHW',
      ],
      'fused conv2d': [
        'basic in NCHW',
        'basic in NCHW with 1-D bias',
        'basic in NCHW with bias and multiple batches',
        'basic in NCHW with scalar PReLU actiavation',
        'basic in NCHW with 1-D PReLU actiavation',
        'basic in NCHW with 3-D PReLU actiavation',
        'basic in NCHW with full 3-D PReLU actiavation',
        'im2row in NCHW',
        'im2row in NCHW with 1-D bias',
        'im2row in NCHW with scalar PReLU actiavation weights',
        'im2row in NCHW with 1-D PReLU actiavation weights',
        'im2row in NCHW with 3-D PReLU actiavation weights',
        'im2row in NCHW with full 3-D PReLU actiavation weights',
        'batch in NCHW',
        'batch in NCHW with 1-D bias',
        'batch in NCHW with scalar PReLU actiavation weights',
        'batch in NCHW with 1-D PReLU actiavation weights',
        'batch in NCHW with 3-D PReLU actiavation weights',
        'batch in NCHW with full 3-D PReLU actiavation weights',
      ],
    },
  },
  {
    reason: 'the stock backend has no NCHW either, and checks the bias first',
    error: /^FusedConv2D only supports rank-1 bias but got rank 0/,
    tests: {
      'fused conv2d': [
        'basic in NCHW with scalar bias',
        'im2row in NCHW with scalar bias',
        'batch in NCHW with scalar bias',
      ],
    },
  },
  {
    reason: 'the stock backend multiplies no matrices of integers either',
    error: /^BatchMatMul for non non-float32 tensors not yet supported/,
    tests: { matmul: ['upcasts when dtypes dont match'] },
  },
  {
    reason: 'the stock backend has no complex numbers either',
    error: /^The operation Complex does not run on the wasm backend/,
    tests: {
      clone: ['1D complex64 dtype', '2D complex64 dtype', '3D complex64 dtype', '4D complex64 dtype'],
    },
  },
  {
    reason:
      'TensorFlow.js forgets the gradients of the mirrored copies; finite differences show that ours are right',
    error: /^Arrays differ: actual\[1\] = 120, expected\[1\] = 40/,
    tests: { mirrorPad: ['grad', 'gradient with clones'] },
  },
];

/** By suite and name, as fullName writes them. */
export const exclusions: ReadonlyMap<string, Exclusion> = new Map(
  EXCLUSIONS.flatMap((exclusion) =>
    Object.entries(exclusion.tests).flatMap(([suite, names]) =>
      names.map((name) => [fullName(suite, name), exclusion] as const),
    ),
  ),
);

export function fullName(suite: string, test: string): string {
  return `${suite}: ${test}`;
}
