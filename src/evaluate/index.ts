// Scores of a swap, against its ground truth, the answer key.
export { correlation } from './correlation.ts';
export { centroid, cosineSimilarity, nearestOf } from './embedding.ts';
export { directionScores, type DirectionScores, type MeasuredDirection } from './direction-scores.ts';
export { flickerBetween, type KeyedFrame } from './flicker.ts';
export { FrameEvaluation, type FrameScores, type SwappedFrame } from './frame-evaluation.ts';
export { fitGainOffset } from './gain-offset.ts';
export { likeness, type LikenessFaces } from './likeness.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { poseCorrelation, type PoseCorrelation } from './pose-correlation.ts';
export { buildIdentityProbe, buildPoseProbe, Probes, type PoseEstimate } from './probes.ts';
export type { ProbeReport, ProbeScores } from './probe-report.ts';
export { psnr } from './psnr.ts';
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
export { ssim, ssimMap, luma } from './ssim.ts';
export { skill } from './skill.ts';
export { SwapEvaluation, type RegionScores, type SwappedCrop, type SwapScores } from './swap-evaluation.ts';
export { worstFrames } from './worst-frames.ts';
