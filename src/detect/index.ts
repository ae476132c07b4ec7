// A detector: can a machine tell a swap from a render?
export { Detector } from './detector.ts';
export { buildDetector } from './detector-net.ts';
export { accuracyAt, auc, bestBalancedAccuracy, rocCurve, type RocPoint } from './roc.ts';
export { trainDetector, type DetectorProgress, type DetectorTraining } from './train-detector.ts';
