/** What a clip is for: `training` teaches a network its person, `driving` is what is swapped afterwards. */
export const clipKinds = ['training', 'driving'] as const;
export type ClipKind = (typeof clipKinds)[number];
