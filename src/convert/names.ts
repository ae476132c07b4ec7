// The choices by name, apart from the code behind them, so that a list of them loads nothing else.

/**
 * Where the face mask comes from: a network that segments the crop, the hull of the landmarks, the α that the
 * decoder paints with the face, or the renderer.
 */
export const maskSources = ['learned', 'hull', 'alpha', 'truth'] as const;
export type MaskSource = (typeof maskSources)[number];

/** How the colours of the predicted face are matched to the frame's. */
export const colourMethods = ['none', 'mean', 'adain', 'reinhard', 'histogram'] as const;
export type ColourMethod = (typeof colourMethods)[number];

/** How the new face is blended into the frame. */
export const blendMethods = ['alpha', 'poisson'] as const;
export type BlendMethod = (typeof blendMethods)[number];

/** By what the alignments of a clip are smoothed over time. */
export const smoothingMethods = ['gaussian', 'kalman'] as const;
export type SmoothingMethod = (typeof smoothingMethods)[number];

/**
 * The format of a converted clip: an animated picture, a folder of pictures, or a video that ffmpeg encodes.
 */
export const videoFormats = ['webp', 'gif', 'png', 'mp4'] as const;
export type VideoFormat = (typeof videoFormats)[number];
