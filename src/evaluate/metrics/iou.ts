import { expectLength } from '../../convert/expect-length.ts';

/** The largest byte, which is wholly inside of a true mask. */
const FULL = 255;

/**
 * The intersection over union of a predicted mask and the true one, both cut at one half: the Jaccard index
 * (P. Jaccard, "The distribution of the flora in the alpine zone", New Phytologist 11(2), 1912).
 * @param mask [pixels] 0 to 1, such as a decoder's α. @param truth [pixels] bytes: how much of each is inside.
 * @returns 0 to 1, 1 if they are equal; NaN if both are empty.
 * @throws RangeError if their sizes differ.
 */
export const iou = (mask: Float32Array, truth: Uint8Array): number =>
  overlap(mask, truth, (part) => (part >= 0.5 ? 1 : 0));

/**
 * The same of soft masks, which are cut nowhere: Σ min ÷ Σ max, the weighted Jaccard index, or Ruzicka's
 * similarity (M. Ruzicka, "Anwendung mathematisch-statistischer Methoden in der Geobotanik", Biológia 13,
 * 1958). Unlike {@link iou}, it sees whether a soft edge is as soft as the true one.
 * @param mask [pixels] 0 to 1. @param truth [pixels] bytes.
 * @returns 0 to 1, 1 if they are equal; NaN if both are empty.
 * @throws RangeError if their sizes differ.
 */
export const softIou = (mask: Float32Array, truth: Uint8Array): number =>
  overlap(mask, truth, (part) => part);

/** @param cut what a pixel counts that is inside by a part of 0 to 1. */
function overlap(mask: Float32Array, truth: Uint8Array, cut: (part: number) => number): number {
  expectLength('true mask', truth, mask.length);
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < mask.length; i++) {
    const a = cut(mask[i]);
    // As exact as the mask: bytes ÷ 255 in the same precision are equal.
    const b = cut(Math.fround(truth[i] / FULL));
    intersection += Math.min(a, b);
    union += Math.max(a, b);
  }
  return intersection / union;
}
