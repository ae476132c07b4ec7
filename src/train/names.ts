/** Autoencoders that can be asked for. Apart from what they are made of, so that a list of them needs no TensorFlow.js. */
export const presetNames = [
  'classroom',
  'scratch-decoders',
  'lightweight',
  'raw-pixels',
  'iae',
  'separate-encoders',
  'original',
] as const;
export type PresetName = (typeof presetNames)[number];

/** Losses that can be asked for. */
export const lossNames = ['mae', 'mse', 'dssim'] as const;
export type LossName = (typeof lossNames)[number];

/** What may be wished of a part of the augmentation. */
export const toggles = ['preset', 'on', 'off'] as const;
export type Toggle = (typeof toggles)[number];
