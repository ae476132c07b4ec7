/**
 * Presets that can be chosen. They stand apart from the models, so that a list of them does not load
 * TensorFlow.js.
 */
export const presetNames = [
  'classroom',
  'scratch-decoders',
  'lightweight',
  'thumbnail',
  'raw-pixels',
  'raw-pixels-thumbnail',
  'separate-encoders',
  'separate-encoders-thumbnail',
  'iae',
  'original',
  'gan',
  'gan-lite',
] as const;
export type PresetName = (typeof presetNames)[number];

/** Presets that can be chosen: the usual one of how the training starts, or one by name. */
export const presetChoices = ['auto', ...presetNames] as const;
export type PresetChoice = (typeof presetChoices)[number];

/**
 * How a training starts, from the first rung of the ladder to the last: with random weights; with an encoder
 * and a decoder that were pretrained by reconstruction alone, on many people; with networks that were
 * pretrained with the renderer's own numbers as labels.
 */
export const starts = ['nothing', 'crowd', 'labels'] as const;
export type Start = (typeof starts)[number];

/** Starts that can be chosen: the usual one of the preset, or one by name. */
export const startChoices = ['auto', ...starts] as const;
export type StartChoice = (typeof startChoices)[number];

/**
 * How a discriminator judges what is decoded: not at all; by the least-squares loss of mixtures of true and
 * decoded faces, as in faceswap-GAN; or by how much truer a true face looks than decoded ones do. See
 * adversary/adversarial-loss.ts.
 */
export const adversaries = ['none', 'mixup', 'relativistic'] as const;
export type AdversaryName = (typeof adversaries)[number];

/** Adversaries that can be chosen: the preset's own, or one by name. */
export const adversaryChoices = ['preset', ...adversaries] as const;
export type AdversaryChoice = (typeof adversaryChoices)[number];

/**
 * Stages of a training, each with its own losses and rate: one alone; those of faceswap-GAN; or these without
 * the exchange of decoders. See stages.ts.
 */
export const stageNames = ['one', 'faceswap-gan', 'without-exchange'] as const;
export type StagesName = (typeof stageNames)[number];

/** Stages that can be chosen: the preset's own, or some by name. */
export const stageChoices = ['preset', ...stageNames] as const;
export type StagesChoice = (typeof stageChoices)[number];

/** Losses that can be chosen. */
export const lossNames = ['mae', 'mse', 'dssim'] as const;
export type LossName = (typeof lossNames)[number];

/** The terms of a person's loss, in the order in which they are reported: see objective.ts. */
export const termNames = ['reconstruction', 'edges', 'adversarial', 'alpha', 'discriminator'] as const;
export type TermName = (typeof termNames)[number];

/** How a step updates the weights; see training-step.ts. */
export const updates = ['joint', 'alternating'] as const;
export type Update = (typeof updates)[number];

/** Ways of updating that can be chosen: the preset's own, or one by name. */
export const updateChoices = ['preset', ...updates] as const;
export type UpdateChoice = (typeof updateChoices)[number];

/**
 * How the encoder's input is warped: not at all; at random, while the target stays where it is; in a half of
 * the examples alone; or as in deepfakes/faceswap of 2017, where the target moves along. See augment/warp.ts.
 */
export const warpNames = ['off', 'on', 'half', '2017'] as const;
export type WarpName = (typeof warpNames)[number];

/** Warps that can be chosen: the preset's own, or one by name. */
export const warpChoices = ['preset', ...warpNames] as const;
export type WarpChoice = (typeof warpChoices)[number];

/** Choices for what is on or off: as the preset has it, on, or off. */
export const toggles = ['preset', 'on', 'off'] as const;
export type Toggle = (typeof toggles)[number];

/** Ways of moving a source's latents to where the target's are before they are decoded; see align-latents.ts. */
export const latentAlignments = ['none', 'halfway', 'standardise', 'transport', 'landmarks'] as const;
export type LatentAlignment = (typeof latentAlignments)[number];

/** Alignments that can be chosen: what suits how the training started, or one by name. */
export const latentChoices = ['auto', ...latentAlignments] as const;
export type LatentChoice = (typeof latentChoices)[number];
