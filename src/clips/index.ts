export { findMember, parseCast, type CastMember } from './cast.ts';
export { clipKinds, type ClipKind } from './clip-kind.ts';
export {
  FORMAT_VERSION,
  formatManifest,
  frameFile,
  MAX_FPS,
  MAX_FRAMES,
  parseManifest,
  sealManifest,
  sha256Hex,
  shotOf,
  type ClipCapture,
  type ClipPlan,
  type Manifest,
  type Take,
} from './manifest.ts';
export { occluderChoices, scriptOccluder, type OccluderChoice } from './motion/occluder.ts';
export { scriptMotion, type Framing, type Moment } from './motion/script.ts';
export { planClip, type ClipOptions } from './plan.ts';
export { DIGITAL_SOURCE_TYPE, XMP_PACKET } from './provenance.ts';
export type { ProvenPixels } from './proven-pixels.ts';
export { RefusedFrameError, VerifiedFrame, verifyFrame, type Difference } from './verify.ts';
