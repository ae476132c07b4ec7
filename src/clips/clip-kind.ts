/** What a clip is for: `training` clips are trained on, `driving` clips are swapped and scored. */
export const clipKinds = ['training', 'driving'] as const;
export type ClipKind = (typeof clipKinds)[number];

/** How long and how large a clip is, unless it is said. */
export interface ClipSize {
  readonly frames: number;
  /** Pixels a side of a frame. */
  readonly size: number;
  /** Frames a second. */
  readonly fps: number;
}

/**
 * The usual clip of each kind. A training clip shows many poses and lights, of a head that fills its small
 * frames; a driving clip moves as a film does.
 */
export const usualClip: Readonly<Record<ClipKind, ClipSize>> = {
  training: { frames: 1000, size: 96, fps: 6 },
  driving: { frames: 150, size: 256, fps: 25 },
};
