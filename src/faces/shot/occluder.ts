import { z } from 'zod';
import { hexColour } from '../colour.ts';
import { range, seed } from './fields.ts';

export const occluderKinds = ['mug', 'fan', 'sleeve'] as const;
export type OccluderKind = (typeof occluderKinds)[number];

/**
 * What is held before the face and hides part of it. Its place is the middle of a mug, of a fan's paper, and
 * of the part of a sleeve that is before the face. It belongs to the capture, not to the head, and neither
 * moves with the head nor depends on whose head it is: in an answer key it is where it was filmed.
 */
export const occluderSchema = z.strictObject({
  kind: z.enum(occluderKinds).describe('what it is'),
  x: range(-4, 4, 'its place in head radii: from the middle of the head, positive to the right'),
  y: range(-4, 4, 'its place in head radii: from the middle of the head, positive up'),
  size: range(0.5, 1.5, 'factor of its usual size'),
  yaw: range(-180, 180, 'degrees it is turned about its upright axis; positive to the right'),
  pitch: range(-60, 60, 'degrees it is tilted; positive tips its top towards the face'),
  roll: range(-180, 180, 'degrees it leans; positive clockwise'),
  colour: hexColour('colour of glaze, paper or cloth'),
  seed: seed('its pattern, and the folds of cloth'),
});
export type Occluder = z.infer<typeof occluderSchema>;
