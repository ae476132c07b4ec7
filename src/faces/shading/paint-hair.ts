import { clamp, smoothstep, triangleWave } from '../exact/arithmetic.ts';
import type { Vec3 } from '../geometry/vector.ts';
import type { Identity } from '../shot/identity.ts';
import type { Look } from './look.ts';
import type { Sample } from './sample.ts';

/** The shell's u is an angle within ±π; locks start above it. */
const SHELL_END = 3.5;

/** Paints what is made of hair or wool, and the frames of glasses. */
export class HairPainter {
  readonly #identity: Identity;
  readonly #look: Look;
  readonly #light: Vec3;
  readonly #sharpness: number;

  constructor(identity: Identity, look: Look, light: Vec3, sharpness: number) {
    this.#identity = identity;
    this.#look = look;
    this.#light = light;
    this.#sharpness = sharpness;
  }

  /** Hair, with strands along v and an anisotropic sheen across them. */
  hair(s: Sample): void {
    const { hair } = this.#look;
    const { style, seed } = this.#identity.hair;
    const woolly = style === 'afro' || style === 'curly';
    s.paint(hair[0], hair[1], hair[2]);
    s.wrap(0.25, 0.25, 0.25);
    s.specular = 0;
    if (style === 'afro') this.#frizz(s);
    else if (style === 'curly' && s.u >= SHELL_END) this.#curl(s);
    const onShell = s.u < SHELL_END;
    const sharp = 0.35 + 0.65 * this.#sharpness;
    const broad = onShell
      ? triangleWave(s.u * 3.7 + 0.5 * triangleWave(s.v * 0.64 + seed * 0.16))
      : triangleWave(s.u * 6.4 + s.v * 2.2);
    const fine = onShell ? triangleWave(s.u * 11.3 + s.v * 0.8) : triangleWave(s.u * 13.2 - s.v * 1.75);
    const strands = 0.5 * broad + 0.5 * fine * sharp;
    let tone = 1 + 0.15 * strands;
    if (onShell) tone *= 0.82 + 0.18 * smoothstep(0, 0.3, s.v) + 0.12 * smoothstep(0.6, 1, s.v);
    if (s.w > 0.3) {
      s.darken(tone * 0.6, tone * 0.6, tone * 0.6); // the lining, in the hair's own shade
      return;
    }
    s.darken(tone, tone, tone);
    s.glow = this.#sheen(s, strands) * (woolly ? 0.07 : 0.2);
  }

  brow(s: Sample): void {
    const { brow } = this.#look;
    const k = 0.94 + 0.08 * triangleWave(s.v * 6.4 + s.u * 1.9);
    s.paint(brow[0] * k, brow[1] * k, brow[2] * k);
    s.wrap(0.3, 0.3, 0.3);
    s.specular = 0.03;
    s.occlusion = Math.max(s.occlusion, 0.75);
  }

  lash(s: Sample): void {
    const { brow } = this.#look;
    s.paint(brow[0] * 0.25 + 0.004, brow[1] * 0.25 + 0.003, brow[2] * 0.25 + 0.003);
    s.specular = 0;
    s.rim = 0;
    s.occlusion = Math.max(s.occlusion, 0.7);
  }

  /** A knitted hat: ribs, a cuff in the collar's colour and a pompom (u from 30). */
  hat(s: Sample): void {
    const { shirt, collar } = this.#look;
    const isPompom = s.u > 20;
    const rib = isPompom ? triangleWave(s.u * 8) : triangleWave(s.u * 6.4);
    const k = 0.86 + 0.14 * rib * (0.4 + 0.6 * this.#sharpness);
    const wool = isPompom || s.v > 0.76 ? collar : shirt;
    s.paint(wool[0] * k, wool[1] * k, wool[2] * k);
    s.wrap(0.3, 0.3, 0.3);
    s.specular = 0.01;
    if (!isPompom) s.tilt(0.2 * this.#sharpness * triangleWave(s.u * 6.4 + 0.25) * s.nz, 0, 0);
  }

  glasses(s: Sample): void {
    const { glasses } = this.#look;
    s.paint(glasses[0], glasses[1], glasses[2]);
    s.specular = 0.6;
    s.tight = true;
    s.occlusion = Math.max(s.occlusion, 0.8);
  }

  /** Breaks the surface into tight curls. */
  #frizz(s: Sample): void {
    const a = triangleWave(s.u * 5 + 0.64 * triangleWave(s.v * 3.7));
    const b = triangleWave(s.v * 7.5 + 0.64 * triangleWave(s.u * 2.7));
    const k = 0.1 + 0.14 * this.#sharpness;
    s.tilt(k * a, k * b, 0.5 * k * a * b);
  }

  /** Winds a lock of hair round its puff. */
  #curl(s: Sample): void {
    const turn = triangleWave(s.v * 3 + s.u * 1.5);
    const k = 0.22 * (0.3 + 0.7 * this.#sharpness) * turn;
    s.tilt(0.3 * k, k, 0);
    const tone = 1 + 0.16 * turn;
    s.darken(tone, tone, tone);
  }

  /**
   * A soft band of light across the strands, which run down the surface: Kajiya and Kay's highlight, 1989,
   * with a high power.
   */
  #sheen(s: Sample, strands: number): number {
    const light = this.#light;
    const tx = -s.nx * s.ny;
    const ty = 1 - s.ny * s.ny;
    const tz = -s.nz * s.ny;
    const hx = light[0] + s.vx;
    const hy = light[1] + s.vy;
    const hz = light[2] + s.vz;
    const lengths = Math.sqrt((tx * tx + ty * ty + tz * tz + 1e-6) * (hx * hx + hy * hy + hz * hz));
    const along = (tx * hx + ty * hy + tz * hz) / lengths + 0.1 * strands;
    let q = Math.max(0, 1 - along * along);
    q *= q;
    q *= q;
    q *= q;
    q *= q;
    return q * clamp(s.nx * light[0] + s.ny * light[1] + s.nz * light[2] + 0.3);
  }
}
