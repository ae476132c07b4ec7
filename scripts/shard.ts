import { InputError } from '../src/errors.ts';

/** One of several equal parts of some work, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `2/8`. @throws InputError if it is something else. */
export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index >= 1 && index <= of) return { index, of };
  throw new InputError(
    `--shard is ${JSON.stringify(text)}: expected k/n, with k from 1 to n.`,
    'For instance --shard 2/8.',
  );
}

/** Every so many of the items, from the shard's own on: shards of one work share no item, and leave none out. */
export const itemsOf = <Item>({ index, of }: Shard, items: readonly Item[]): Item[] =>
  items.filter((_, i) => i % of === index - 1);
