import type { Capture } from '../shot/capture.ts';
import type { RGB } from '../colour.ts';
import { cos, DEGREE, sin } from '../exact/arithmetic.ts';
import { normalise, type Vec3 } from '../geometry/vector.ts';
import type { ShadowMap } from '../raster/shadow-map.ts';
import { linear } from './look.ts';
import type { Sample } from './sample.ts';

const scaled = (c: RGB, k: number): RGB => [c[0] * k, c[1] * k, c[2] * k];

/** The unit vector towards the key light. */
export function lightDirection({ light }: Capture): Vec3 {
  const azimuth = light.azimuth * DEGREE;
  const elevation = light.elevation * DEGREE;
  return [sin(azimuth) * cos(elevation), sin(elevation), cos(azimuth) * cos(elevation)];
}

/** A key light with shadows, a hemisphere of fill light, and an edge light from behind, opposite the key. */
export class Lighting {
  readonly towards: Vec3;
  readonly #key: RGB;
  readonly #sky: RGB;
  readonly #ground: RGB;
  readonly #rim: RGB;
  readonly #kicker: Vec3;
  readonly #shadows: ShadowMap;

  constructor(capture: Capture, shadows: ShadowMap) {
    const towards = lightDirection(capture);
    this.towards = towards;
    this.#key = scaled(linear(capture.light.colour), 2.1 * capture.light.power);
    this.#sky = scaled(linear(capture.fill.sky), 1.15 * capture.fill.power);
    this.#ground = scaled(linear(capture.fill.ground), 1.1 * capture.fill.power);
    this.#rim = scaled(linear(capture.rim.colour), 0.75 * capture.rim.power);
    this.#kicker = normalise([-towards[0] * 1.2 - (towards[0] > 0 ? 0.5 : -0.5), 0.45, -0.55]);
    this.#shadows = shadows;
  }

  /** Turns the painted sample's colour into the light that leaves it for the camera. */
  light(s: Sample): void {
    const L = this.towards;
    const K = this.#kicker;
    const key = this.#key;
    const sky = this.#sky;
    const ground = this.#ground;
    const rimColour = this.#rim;
    const facing = s.nx * L[0] + s.ny * L[1] + s.nz * L[2];
    let lit = 1;
    if (facing > -0.4) lit = 1 - (1 - this.#shadows.lightAt(s.x, s.y, s.z)) * 0.86 * s.shadow;
    const litRed = s.flesh ? lit + (1 - lit) * 0.2 : lit; // light bleeds red into the shadows of flesh
    const red = Math.max(0, (facing + s.wrapRed) / (1 + s.wrapRed)) * litRed;
    const green = Math.max(0, (facing + s.wrapGreen) / (1 + s.wrapGreen)) * lit;
    const blue = Math.max(0, (facing + s.wrapBlue) / (1 + s.wrapBlue)) * lit;
    const up = 0.5 + 0.5 * s.ny;
    const toCamera = Math.max(0, s.nx * s.vx + s.ny * s.vy + s.nz * s.vz);
    const edge = 1 - toCamera;
    const edge3 = edge * edge * edge;
    const kick = Math.max(0, s.nx * K[0] + s.ny * K[1] + s.nz * K[2]);
    const rim = (edge3 * (0.3 + 0.5 * up) + kick * edge * 1.5) * s.rim * s.occlusion;
    const around = s.occlusion;
    const aroundRed = s.flesh ? Math.sqrt(around) * 0.5 + around * 0.5 : around;
    const direct = 0.45 + 0.55 * around;
    let highlight = 0;
    if (s.specular > 0) {
      const hx = L[0] + s.vx;
      const hy = L[1] + s.vy;
      const hz = L[2] + s.vz;
      const cosine = s.nx * hx + s.ny * hy + s.nz * hz;
      if (cosine > 0) {
        let q = (cosine * cosine) / (hx * hx + hy * hy + hz * hz);
        q *= q;
        q *= q;
        q *= q;
        if (s.tight) q *= q;
        highlight = s.specular * q * lit * (0.5 + 2 * edge3);
      }
    }
    s.red =
      s.red * (key[0] * red * direct + (ground[0] + (sky[0] - ground[0]) * up) * aroundRed) +
      rim * rimColour[0] * (0.25 + 0.75 * s.red) +
      highlight * key[0] +
      s.glow;
    s.green =
      s.green * (key[1] * green * direct + (ground[1] + (sky[1] - ground[1]) * up) * around) +
      rim * rimColour[1] * (0.25 + 0.75 * s.green) +
      highlight * key[1] +
      s.glow;
    s.blue =
      s.blue * (key[2] * blue * direct + (ground[2] + (sky[2] - ground[2]) * up) * around) +
      rim * rimColour[2] * (0.25 + 0.75 * s.blue) +
      highlight * key[2] +
      s.glow;
  }
}
