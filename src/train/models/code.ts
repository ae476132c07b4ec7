/**
 * What the encoder of `classroom` says of a face, and its decoders paint by; each number about −2 to 2. Thirteen of the performance: yaw,
 * pitch, roll, mouth, smile, pucker, left and right lid, gaze across and up, left and right brow, knit brows. Fifteen of the light: how
 * much comes from the right, from above and from the front, and the colours of key light, sky, ground and rim.
 */
export const CODE_SIZE = 28;

/** In a mirror what is left is right: lids and brows change places… */
const FELLOWS: Readonly<Record<number, number>> = { 6: 7, 7: 6, 10: 11, 11: 10 };
/** …and yaw, roll, gaze across and light from the right change sign. */
const TURNED: ReadonlySet<number> = new Set([0, 2, 8, 13]);

const places = Array.from({ length: CODE_SIZE }, (_, i) => i);
/** Of each number of a code, which of them it comes from in a mirror, and by what it is multiplied. */
export const mirroredFrom: readonly number[] = places.map((i) => FELLOWS[i] ?? i);
export const mirroredBy: readonly number[] = places.map((i) => (TURNED.has(i) ? -1 : 1));
