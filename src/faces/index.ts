export { answerKey, faceOn, type AnswerKey } from './answer-key.ts';
export { backgroundStyles, captureSchema, sampleCapture, studioCapture, type Capture } from './capture.ts';
export type { Hex, RGB } from './colour.ts';
export { Random, hash } from './exact/random.ts';
export type { Frame, TrueFrame } from './frame.ts';
export {
  beardStyles,
  glassesStyles,
  hairStyles,
  identitySchema,
  type BeardStyle,
  type GlassesStyle,
  type HairStyle,
  type Identity,
} from './identity.ts';
export { landmarkNames, type Landmark, type LandmarkName, type Landmarks } from './landmarks.ts';
export { neutralPerformance, performanceSchema, samplePerformance, type Performance } from './performance.ts';
export { occluderKinds, occluderSchema, type Occluder, type OccluderKind } from './occluder.ts';
export { MAX_SIZE, MIN_SIZE, RENDERER_VERSION, render, renderTruth } from './render.ts';
export { sampleIdentity } from './sample-identity.ts';
export { sampleOccluder } from './sample-occluder.ts';
export {
  parseCapture,
  parseIdentity,
  parsePerformance,
  parseShot,
  sampleShot,
  shotSchema,
  type Shot,
} from './shot.ts';
