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
export { cropFace, cropFrame } from './crop.ts';
export { LandmarkFinder, type LandmarkPrediction } from './landmark-finder.ts';
export { buildLandmarkNet, type LandmarkNetSize } from './landmark-net.ts';
export type { LandmarkPoints } from './landmark-points.ts';
export {
  compose,
  scaleSimilarity,
  identitySimilarity,
  invert,
  scaleOf,
  transform,
  type Point,
  type Similarity,
} from './similarity.ts';
export { groundTruthCrop, type GroundTruthCrop } from './ground-truth-crop.ts';
export { umeyama } from './umeyama.ts';
