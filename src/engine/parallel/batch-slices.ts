/** A part of one identity's images in a batch: those from `first` to before `end`. */
export interface BatchSlice {
  readonly person: number;
  readonly first: number;
  readonly end: number;
}

/**
 * What a worker trains on in each step: an equal share, or nearly, of the images of all identities, put one after the
 * other. So two workers take one of two identities each, and only the encoder's gradients are sums of both.
 */
export function splitBatch(people: number, batch: number, rank: number, count: number): BatchSlice[] {
  const all = people * batch;
  const from = Math.floor((all * rank) / count);
  const to = Math.floor((all * (rank + 1)) / count);
  return Array.from({ length: people }, (_, person) => ({
    person,
    first: Math.max(0, from - person * batch),
    end: Math.min(batch, to - person * batch),
  })).filter(({ first, end }) => first < end);
}
