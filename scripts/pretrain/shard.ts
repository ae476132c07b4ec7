import { InputError } from '../../src/errors.ts';

/** One of several equal parts of some work, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `--shard 2/8`. @throws InputError if it is something else. */
export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw new InputError(
    `--shard is ${JSON.stringify(text)}: expected k/n, with k from 1 to n.`,
    'For instance --shard 2/8.',
  );
}
