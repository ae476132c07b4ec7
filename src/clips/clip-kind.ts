/** What a clip is for: `training` clips are trained on, `driving` clips are swapped and scored. */
export const clipKinds = ['training', 'driving'] as const;
export type ClipKind = (typeof clipKinds)[number];
