// The steps of a face swap, as programs, notebooks and pages call them.
export { film, type FilmOptions } from './film.ts';
export { extract, type ExtractOptions } from './extract.ts';
export { createTrainer, resume, train, type StepwiseOptions, type TrainingOptions } from './train.ts';
export { swap, type Swap, type SwapOptions } from './swap.ts';
export { contactSheet, type SwapFilm } from './swap-film.ts';
export { score } from './score.ts';
export { demo, type Demo, type DemoOptions } from './demo.ts';
export type { RunOptions, Step, StepEvent } from './options.ts';
export type { ExtractedClip } from '../pipeline/extract.ts';
export type { Clip, FrameSource, SourceReference } from '../pipeline/frame-source.ts';
export type { Host } from '../pipeline/host.ts';
export { findPerson, loadCast, type Person } from '../pipeline/people.ts';
export { loadPretrained, pretrainedNames, type PretrainedName } from '../pipeline/networks/pretrained.ts';
export { loadRun, type TrainedRun } from '../pipeline/run/load.ts';
export type { RunConfig, RunPerson } from '../pipeline/run/config.ts';
export { readMetrics, type Metrics } from '../pipeline/run/metrics.ts';
export { MemoryStore, type Store } from '../pipeline/run/store.ts';
export type { DirectionScores } from '../evaluate/direction-scores.ts';
