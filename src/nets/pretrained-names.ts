/** The networks that come with Janus: `scripts/pretrain` trained them, on rendered people alone. */
export const pretrainedNames = [
  'landmarks-whole',
  'landmarks-close',
  'encoder',
  'decoder',
  'identity-adapter',
  'crowd-encoder',
  'crowd-decoder',
  'crowd-adapter',
  'face-mask',
  'probe-pose',
  'probe-identity',
] as const;
export type PretrainedName = (typeof pretrainedNames)[number];
