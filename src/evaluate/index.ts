// Scores of a swap, against its ground truth, the answer key.
export { correlation } from './metrics/correlation.ts';
export { centroid, cosineSimilarity, nearestOf } from './probes/embedding.ts';
export { colourError } from './metrics/colour-error.ts';
export { directionScores, type DirectionScores, type MeasuredDirection } from './direction-scores.ts';
export { errorsByExtremeness, type ErrorsByExtremeness } from './extremes.ts';
export { FeatureDistance } from './probes/feature-distance.ts';
export { flickerBetween, type KeyedFrame } from './metrics/flicker.ts';
export { FrameEvaluation, type FrameScores, type SwappedFrame } from './frame-evaluation.ts';
export { fitGainOffset } from './metrics/gain-offset.ts';
export { buildGazeProbe, gazeError, gazeOf, GazeProbe, type Gaze } from './probes/gaze.ts';
export { iou, softIou } from './metrics/iou.ts';
export { likeness, type LikenessFaces } from './probes/likeness.ts';
export { meanAbsoluteError } from './metrics/mean-absolute-error.ts';
export { poseCorrelation, type PoseCorrelation } from './probes/pose-correlation.ts';
export { buildIdentityProbe, buildPoseProbe, Probes, type PoseEstimate } from './probes/probes.ts';
export type { ProbeReport, ProbeScores } from './probes/probe-report.ts';
export { psnr } from './metrics/psnr.ts';
export { regionMasks, regionNames, type RegionName } from './regions.ts';
export type { Level, Line } from './report/line-chart.ts';
export type { TrainingCurves } from './report/training-charts.ts';
export type {
  DataUri,
  DirectionReport,
  Film,
  ReportData,
  ReportPerson,
  ReportSetting,
  WorstFrame,
} from './report/report-data.ts';
export { ssim, ssimMap, luma } from './metrics/ssim.ts';
export { highFrequencies, sharpness } from './metrics/sharpness.ts';
export { skill } from './metrics/skill.ts';
export { SwapEvaluation, type RegionScores, type SwappedCrop, type SwapScores } from './swap-evaluation.ts';
export { worstFrames } from './worst-frames.ts';
