// What can be asked for by name. Apart from what does it, so that a list of it needs nothing else.

/**
 * What says where in a frame the face is: a network that sees its crop, the hull of its landmarks, or the
 * renderer.
 */
export const maskSources = ['learned', 'hull', 'truth'] as const;
export type MaskSource = (typeof maskSources)[number];

/** How the predicted face takes on the colours of the frame. */
export const colourMethods = ['none', 'mean', 'reinhard', 'histogram'] as const;
export type ColourMethod = (typeof colourMethods)[number];

/** How the new face and the frame are made one. */
export const blendMethods = ['alpha', 'poisson'] as const;
export type BlendMethod = (typeof blendMethods)[number];

/**
 * What a converted clip is written as: an animated picture, a folder of pictures, or a film that ffmpeg
 * encodes.
 */
export const videoFormats = ['webp', 'gif', 'png', 'mp4'] as const;
export type VideoFormat = (typeof videoFormats)[number];
