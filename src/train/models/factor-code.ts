/**
 * The size of the latent of `classroom`, which is disentangled: each number, about −2 to 2, is one factor.
 * Thirteen are of the performance: yaw, pitch, roll, mouth, smile, pucker, left and right lid, gaze across
 * and up, left and right brow, knit brows. Fifteen are of the light: how much comes from the right, from
 * above and from the front, and the colours of key light, sky, ground and rim.
 */
export const FACTOR_CODE_SIZE = 28;
