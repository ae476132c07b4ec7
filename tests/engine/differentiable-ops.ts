import { convolutions } from './differentiable-ops/convolutions.ts';
import { elementwise } from './differentiable-ops/elementwise.ts';
import type { DifferentiableOp } from './differentiable-ops/example.ts';
import { matmul } from './differentiable-ops/matmul.ts';
import { normalizations } from './differentiable-ops/normalizations.ts';
import { reductions } from './differentiable-ops/reductions.ts';
import { resizing } from './differentiable-ops/resizing.ts';
import { slicing } from './differentiable-ops/slicing.ts';
import { transformations } from './differentiable-ops/transformations.ts';

/** Every operation with a gradient that a model here can be made of, by TensorFlow.js's name for it. */
export const differentiableOps: Readonly<Record<string, DifferentiableOp>> = {
  ...convolutions,
  ...matmul,
  ...resizing,
  ...elementwise,
  ...normalizations,
  ...slicing,
  ...transformations,
  ...reductions,
};
