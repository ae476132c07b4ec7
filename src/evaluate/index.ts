// How good a swap is, against the answer key.
export { correlation } from './correlation.ts';
export { centroid, cosineSimilarity, nearestOf } from './embedding.ts';
export { flickerBetween, type KeyedFrame } from './flicker.ts';
export {
  FrameEvaluation,
  type ConvertedFrame,
  type FrameReport,
  type FrameScores,
} from './frame-evaluation.ts';
export { meanAbsoluteError } from './mean-absolute-error.ts';
export { poseCorrelation, type PoseCorrelation } from './pose-correlation.ts';
export { buildIdentityProbe, buildPerformanceProbe, Probes, type PoseEstimate } from './probes.ts';
export { psnr } from './psnr.ts';
export { regionMasks, regionNames, type RegionName } from './regions.ts';
export { formatReport } from './report.ts';
export type { Line, LineChart, Level } from './report/line-chart.ts';
export type {
  DataUri,
  DirectionReport,
  Film,
  ProbeReport,
  ReportData,
  ReportPerson,
  ReportSetting,
  WorstFrame,
} from './report/report-data.ts';
export { ssim, ssimMap, luma } from './ssim.ts';
export {
  SwapEvaluation,
  type ReconstructedCrop,
  type RegionScores,
  type SwappedCrop,
  type SwapScores,
} from './swap-evaluation.ts';
export { swapScore } from './swap-score.ts';
export { worstFrames } from './worst-frames.ts';
