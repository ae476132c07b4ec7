/** Where eyes and mouth are in an aligned crop, wherever the face looks: ellipses by their middles and half axes, in sides of the crop. */
const EYES_AND_MOUTH = [
  { x: 0.31, y: 0.39, width: 0.15, height: 0.11 },
  { x: 0.69, y: 0.39, width: 0.15, height: 0.11 },
  { x: 0.5, y: 0.73, width: 0.21, height: 0.14 },
] as const;

/**
 * What each pixel of a crop counts in the loss.
 * @param mask how much of it is inner face: [side, side], 0 to 1. @param outside what a pixel counts that is none, 0 to 1.
 * @param features what a pixel of eyes or mouth counts, next to another of the inner face.
 * @returns [side, side]
 */
export function lossWeights(
  mask: Float32Array,
  side: number,
  {
    backgroundWeight,
    eyeMouthWeight,
  }: { readonly backgroundWeight: number; readonly eyeMouthWeight: number },
): Float32Array<ArrayBuffer> {
  return Float32Array.from(mask, (inside, i) => {
    const x = ((i % side) + 0.5) / side;
    const y = (Math.floor(i / side) + 0.5) / side;
    const isEyeOrMouth = EYES_AND_MOUTH.some(
      (place) => ((x - place.x) / place.width) ** 2 + ((y - place.y) / place.height) ** 2 < 1,
    );
    return backgroundWeight * (1 - inside) + inside * (isEyeOrMouth ? eyeMouthWeight : 1);
  });
}
