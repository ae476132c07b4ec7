/**
 * The frames with the largest errors, the worst first, and no two of them close together, since neighbours in
 * a clip fail alike.
 * @param errors of every frame; null where there is no face. @param count how many, at most.
 * @param apart the least distance of two, in frames.
 */
export function worstFrames(errors: readonly (number | null)[], count: number, apart: number): number[] {
  const chosen: number[] = [];
  const ranked = errors
    .map((error, frame) => ({ error, frame }))
    .filter((each): each is { error: number; frame: number } => each.error !== null)
    .toSorted((a, b) => b.error - a.error);
  for (const { frame } of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((other) => Math.abs(other - frame) >= apart)) chosen.push(frame);
  }
  return chosen;
}
