/** Autoencoders that can be asked for. Apart from what they are made of, so that a list of them needs no TensorFlow.js. */
export const presetNames = [
  'classroom',
  'fresh-decoders',
  'lightweight',
  'classic',
  'iae',
  'separate-encoders',
  'original',
] as const;
export type PresetName = (typeof presetNames)[number];

/** Losses that can be asked for. */
export const lossNames = ['mae', 'mse', 'dssim'] as const;
export type LossName = (typeof lossNames)[number];

/** What may be wished of a part of the augmentation. */
export const wishes = ['preset', 'on', 'off'] as const;
export type Wish = (typeof wishes)[number];
