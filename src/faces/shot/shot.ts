import { z } from 'zod';
import { captureSchema, sampleCapture } from './capture.ts';
import { parse } from './fields.ts';
import { identitySchema, type Identity } from './identity.ts';
import { performanceSchema, samplePerformance, type Performance } from './performance.ts';
import type { Capture } from './capture.ts';
import { sampleIdentity } from './sample-identity.ts';

/** Everything a picture depends on: the same shot gives the same bytes in every engine. */
export const shotSchema = z.strictObject({
  identity: identitySchema,
  performance: performanceSchema,
  capture: captureSchema,
});
export type Shot = z.infer<typeof shotSchema>;

/** A shot with each of its three parts drawn from the same seed. */
export const sampleShot = (seed: number): Shot => ({
  identity: sampleIdentity(seed),
  performance: samplePerformance(seed),
  capture: sampleCapture(seed),
});

/** `value` as an {@link Identity}. @throws InputError naming the field, the value and the range. */
export const parseIdentity = (value: unknown, what = 'identity'): Identity =>
  parse(identitySchema, value, what);

/** `value` as a {@link Performance}. @throws InputError naming the field, the value and the range. */
export const parsePerformance = (value: unknown, what = 'performance'): Performance =>
  parse(performanceSchema, value, what);

/** `value` as a {@link Capture}. @throws InputError naming the field, the value and the range. */
export const parseCapture = (value: unknown, what = 'capture'): Capture => parse(captureSchema, value, what);

/** `value` as a {@link Shot}. @throws InputError naming the field, the value and the range. */
export const parseShot = (value: unknown, what = 'shot'): Shot => parse(shotSchema, value, what);
