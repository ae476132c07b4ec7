/** A slice of one person's batch: the images from `first` to before `end`. */
export interface BatchSlice {
  readonly person: number;
  readonly first: number;
  readonly end: number;
}

/**
 * A worker's slices of a step's images in data-parallel training: the people's batches are laid one after the
 * other and cut into `worldSize` nearly equal runs. So two workers take one of two people each, and only the
 * encoder's gradients are sums of both.
 *
 * @param people whose images the step has, by number. @param batch images of each person.
 * @returns slices of at least one image; none for a worker when there are fewer images than workers.
 */
export function splitBatch(
  people: readonly number[],
  batch: number,
  rank: number,
  worldSize: number,
): BatchSlice[] {
  const images = people.length * batch;
  const from = Math.floor((images * rank) / worldSize);
  const to = Math.floor((images * (rank + 1)) / worldSize);
  return people
    .map((person, i) => ({
      person,
      first: Math.max(0, from - i * batch),
      end: Math.min(batch, to - i * batch),
    }))
    .filter(({ first, end }) => first < end);
}
