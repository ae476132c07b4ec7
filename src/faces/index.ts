export { answerKey, faceOn, type AnswerKey } from './answer-key.ts';
export {
  backgroundStyles,
  captureSchema,
  sampleCapture,
  studioCapture,
  type Capture,
} from './shot/capture.ts';
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
} from './shot/identity.ts';
export { landmarkNames, type Landmark, type LandmarkName, type Landmarks } from './landmarks.ts';
export {
  neutralPerformance,
  performanceSchema,
  samplePerformance,
  type Performance,
} from './shot/performance.ts';
export { occluderKinds, occluderSchema, type Occluder, type OccluderKind } from './shot/occluder.ts';
export { MAX_SIZE, MIN_SIZE, RENDERER_VERSION, render, renderTruth } from './render.ts';
export { sampleIdentity } from './shot/sample-identity.ts';
export { sampleOccluder } from './shot/sample-occluder.ts';
export {
  parseCapture,
  parseIdentity,
  parsePerformance,
  parseShot,
  sampleShot,
  shotSchema,
  type Shot,
} from './shot/shot.ts';
