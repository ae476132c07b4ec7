import type { RGB } from '../../colour.ts';
import { hash } from '../../exact/random.ts';
import type { Occluder } from '../../shot/occluder.ts';
import { linear } from '../look.ts';
import type { Sample } from '../sample.ts';
import { paintFan } from './paint-fan.ts';
import { paintMug } from './paint-mug.ts';
import { paintSleeve } from './paint-sleeve.ts';

/** How an occluder looks. */
export interface OccluderLook {
  /** Of glaze, paper or cloth, in linear light. */
  readonly colour: RGB;
  /** One of three patterns of its kind. */
  readonly pattern: 0 | 1 | 2;
  readonly seed: number;
  /** 0 for pictures so small that a weave would only flicker, 1 for large ones. */
  readonly sharpness: number;
}

/** Paints what is held before the face. */
export class OccluderPainter {
  readonly #kind: Occluder['kind'];
  readonly #look: OccluderLook;

  /** @param sharpness see {@link OccluderLook}. */
  constructor({ kind, colour, seed }: Occluder, sharpness: number) {
    this.#kind = kind;
    const pattern = Math.floor(3 * hash(seed, 1)) as OccluderLook['pattern'];
    this.#look = { colour: linear(colour), pattern, seed, sharpness };
  }

  paint(s: Sample): void {
    switch (this.#kind) {
      case 'mug':
        paintMug(s, this.#look);
        break;
      case 'fan':
        paintFan(s, this.#look);
        break;
      case 'sleeve':
        paintSleeve(s, this.#look);
    }
  }
}
