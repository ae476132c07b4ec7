// Step 1: find the faces, align them, cut them out.
export {
  alignmentOf,
  formatAlignments,
  landmarkError,
  landmarkSources,
  parseAlignments,
  type Alignment,
  type Alignments,
  type LandmarkSource,
} from './alignments.ts';
export { align } from './canonical-face.ts';
export { cut, cutFace } from './crop.ts';
export { LandmarkFinder, type FoundFace } from './landmark-finder.ts';
export { buildLandmarkNet, type LandmarkNetSize } from './landmark-net.ts';
export type { Places } from './places.ts';
export {
  compose,
  enlarge,
  identitySimilarity,
  invert,
  scaleOf,
  transform,
  type Point,
  type Similarity,
} from './similarity.ts';
export { trueCrop, type TrueCrop } from './true-crop.ts';
export { umeyama } from './umeyama.ts';
