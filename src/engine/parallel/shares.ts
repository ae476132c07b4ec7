/** A part of one identity's images in a batch: those from `first` to before `end`. */
export interface Share {
  readonly identity: number;
  readonly first: number;
  readonly end: number;
}

/**
 * What a worker trains on in each step: an equal share, or nearly, of the images of all identities, put one after the
 * other. So two workers take one of two identities each, and only the encoder's gradients are sums of both.
 */
export function sharesOf(identities: number, batch: number, rank: number, count: number): Share[] {
  const all = identities * batch;
  const from = Math.floor((all * rank) / count);
  const to = Math.floor((all * (rank + 1)) / count);
  return Array.from({ length: identities }, (_, identity) => ({
    identity,
    first: Math.max(0, from - identity * batch),
    end: Math.min(batch, to - identity * batch),
  })).filter(({ first, end }) => first < end);
}
