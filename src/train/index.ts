// Step 2: train one shared encoder and a decoder for each person.
export type { AugmentConfig } from './augment/augment.ts';
export { trainable } from './autoencoder.ts';
export type { Autoencoder, BuildOptions, GanPreset, Networks, Painted, Preset } from './autoencoder.ts';
export type { FaceTensor } from './dataset/face-tensor.ts';
export type { StopCriterion, TrainProgress } from './clock.ts';
export { FaceDataset, meanFace, subset, take } from './dataset/face-dataset.ts';
export { facesToTensor } from './dataset/faces-to-tensor.ts';
export { sampleBatch } from './dataset/sample-batch.ts';
export type { BatchSlice } from '../engine/parallel/batch-slices.ts';
export { validate, type ValidationResult, type ValidationSet } from './validate.ts';
export { losses } from './loss/losses.ts';
export type { AlphaRule } from './loss/alpha-loss.ts';
export { objectiveOf, type Objective, type ObjectiveOptions, type Terms } from './objective.ts';
export type { MeanLoss } from './running-losses.ts';
export { stagesOf, type Stage } from './stages.ts';
export { Adversary } from './adversary/adversary.ts';
export { presets } from './models/index.ts';
export * from './config/names.ts';
export { predict, type Predicted, type TrainedModel } from './predict.ts';
export { resolveConfig, type StepConfig, type TrainConfig, type TrainOptions } from './config/config.ts';
export { formatSummary, summaryOf, type Summary } from './models/summary.ts';
export { fit, type TrainEvent, type Checkpoint, type FitOptions } from './fit.ts';
export { Trainer, type StepOptions, type StepResult, type TrainerOptions } from './trainer.ts';
export {
  alternatingStep,
  backward,
  jointStep,
  type Batch,
  type Loss,
  type PersonLoss,
  type StepContext,
} from './training-step.ts';
export { lrFactor, type Schedule, type StepSpan } from './optimizer/schedule.ts';
export { parameterGroups, type Parameter, type ParameterGroup } from './optimizer/parameter-groups.ts';
