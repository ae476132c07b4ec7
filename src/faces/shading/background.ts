import type { Capture } from '../shot/capture.ts';
import type { RGB } from '../colour.ts';
import { clamp, mix, smoothstep, square } from '../exact/arithmetic.ts';
import { hash } from '../exact/random.ts';
import { linear } from './look.ts';

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly brightness: number;
}

/** What is behind the head, already as displayed. */
export class Background {
  red = 0;
  green = 0;
  blue = 0;
  readonly #style: Capture['background']['style'];
  readonly #from: RGB;
  readonly #to: RGB;
  readonly #shift: number;
  #row = -1;
  readonly #discs: readonly Disc[];

  constructor({ background }: Capture) {
    const { seed } = background;
    this.#style = background.style;
    this.#from = linear(background.from);
    this.#to = linear(background.to);
    this.#shift = hash(seed);
    this.#discs = Array.from({ length: background.style === 'bokeh' ? 9 : 0 }, (_, i) => ({
      x: hash(i, seed, 5),
      y: hash(i, seed, 6),
      radius: 0.06 + 0.13 * hash(i, seed, 7),
      brightness: (hash(i, seed, 8) - 0.4) * 0.5,
    }));
  }

  /** Sets {@link red}, {@link green} and {@link blue} at a place of the frame, both coordinates in [0, 1). */
  at(x: number, y: number): void {
    if (this.#style === 'gradient' && y === this.#row) return; // the same all along a row
    this.#row = y;
    let t = y;
    let brightness = 1;
    switch (this.#style) {
      case 'gradient':
        break;
      case 'vignette':
        t = clamp((square(x - 0.5) + square(y - 0.45)) * 2.4);
        break;
      case 'bokeh':
        for (const disc of this.#discs) {
          const r = Math.sqrt(square(x - disc.x) + square(y - disc.y));
          if (r < disc.radius) brightness += disc.brightness * smoothstep(disc.radius, disc.radius * 0.82, r);
        }
        break;
      case 'stripes': {
        const across = (x * 0.8 + y * 0.6 + this.#shift) * 5;
        const stripe = Math.abs(across - Math.floor(across) - 0.5) * 2;
        t = smoothstep(0.42, 0.58, stripe) * 0.6 + 0.2 * y;
      }
    }
    this.red = Math.sqrt(Math.max(0, mix(this.#from[0], this.#to[0], t) * brightness));
    this.green = Math.sqrt(Math.max(0, mix(this.#from[1], this.#to[1], t) * brightness));
    this.blue = Math.sqrt(Math.max(0, mix(this.#from[2], this.#to[2], t) * brightness));
  }
}
