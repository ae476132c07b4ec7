// Step 2: teach one encoder and a decoder for each person.
export { augment, type AugmentedFace, type Switches } from './augment/augment.ts';
export type { Autoencoder, Ingredients, Parts, Preset } from './autoencoder.ts';
export type { End, Reached } from './clock.ts';
export { averageFace, faceOf, firstOf, pick, type FaceSet } from './face-set.ts';
export { attempt, type Attempt, type HeldOut } from './held-out.ts';
export { losses } from './losses.ts';
export { presets } from './models/index.ts';
export * from './names.ts';
export { paint, type Painter } from './paint.ts';
export { previewOf } from './preview.ts';
export { recipeOf, type Recipe, type Wishes } from './recipe.ts';
export { formatSummary, summaryOf, type Summary } from './summary.ts';
export { train, type News, type Snapshot, type Training } from './trainer.ts';
export { trainingStep, type Faces, type Loss } from './training-step.ts';
