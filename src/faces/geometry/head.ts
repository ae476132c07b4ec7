import { bump, clamp, mix, smoothstep, square } from '../exact/arithmetic.ts';
import type { Identity } from '../shot/identity.ts';
import { beardCover } from './hair/beard.ts';
import type { Vec3 } from './vector.ts';

/**
 * The resting head as an analytic surface: a profile (half width and depth at each height) plus bumps for
 * sockets, brow ridge, cheeks, nose, lips and chin. Every feature is placed by its frontal coordinates: `fx`
 * across and `fy` up, in head radii, measured on the profile before the bumps move it. The origin lies in the
 * middle of the head.
 */
export class HeadShape {
  readonly identity: Identity;
  /** Height of the crown and (as a positive number) depth of the chin. */
  readonly crown: number;
  readonly chin: number;
  readonly halfWidth: number;
  readonly frontDepth = 0.86;
  readonly backDepth = 0.95;
  readonly eyeX: number;
  readonly eyeY: number;
  readonly eyeRadius: number;
  readonly noseY: number;
  readonly mouthY: number;
  readonly mouthHalfWidth: number;
  /** Centres of the eyeballs, left then right. */
  readonly eyes: readonly [Vec3, Vec3];
  readonly #noseLength: number;
  readonly #point: [number, number, number] = [0, 0, 0];
  /** What {@link profileAt} found: half width, depth in front and depth behind. */
  width = 0;
  front = 0;
  back = 0;

  constructor(identity: Identity) {
    const { head, eyes, nose, mouth } = identity;
    this.identity = identity;
    this.crown = head.height;
    this.chin = (0.98 + 0.06 * head.chin) * head.height;
    this.halfWidth = 0.86 * head.width;
    this.eyeRadius = 0.295 * eyes.size;
    this.eyeX = 0.365 * eyes.spacing * mix(1, head.width, 0.5);
    this.eyeY = 0.02 + eyes.height;
    this.noseY = -0.24 + nose.height;
    this.mouthY = -0.56 * mix(1, head.height, 0.6) + mouth.height;
    this.mouthHalfWidth = 0.285 * mouth.width;
    this.#noseLength = 0.2 * nose.length;
    const eye = (side: number): Vec3 => {
      const z = this.at(side * this.eyeX, this.eyeY)[2];
      return [side * this.eyeX, this.eyeY, z - 0.56 * this.eyeRadius + 0.03];
    };
    this.eyes = [eye(-1), eye(1)];
  }

  /** Sets {@link width}, {@link front} and {@link back} to the profile at height y. */
  profileAt(y: number): void {
    const { head } = this.identity;
    if (y >= 0) {
      const q = square(Math.min(1, y / this.crown));
      this.width = this.halfWidth * Math.sqrt(Math.max(0, 1 - mix(q, q * q, 0.3)));
      const depth = Math.sqrt(Math.max(0, 1 - mix(q, q * q, 0.25)));
      this.front = this.frontDepth * depth;
      this.back = this.backDepth * depth;
      return;
    }
    const t = Math.min(1, -y / this.chin);
    const q = t * t;
    const squareness = mix(0.15, 0.85, head.jawSquareness);
    const taper = 1 - (1 - head.jawWidth) * 0.62 * smoothstep(0.05, 1, t);
    const fullness = 1 + 0.02 * head.cheekbones * bump(square(t - 0.3) / 0.09);
    this.width =
      this.halfWidth * Math.sqrt(Math.max(0, 1 - mix(q, q * q * q, squareness))) * taper * fullness;
    this.front = this.frontDepth * Math.sqrt(Math.max(0, 1 - mix(q, q * q * q, 0.75))) * (1 - 0.1 * t);
    this.back = this.backDepth * Math.sqrt(Math.max(0, 1 - q)) * (1 - 0.3 * t);
  }

  /**
   * The point of the resting surface at height y and direction (sine, cosine) round the vertical axis; cosine
   * 1 faces the camera. Written into `out`.
   */
  surface(y: number, sine: number, cosine: number, out: [number, number, number]): void {
    this.profileAt(y);
    const fx = this.width * sine;
    let x = fx;
    let yy = y;
    let z = (cosine >= 0 ? this.front : this.back) * cosine;
    if (cosine > 0) {
      const { head } = this.identity;
      const ax = Math.abs(fx);
      const facing = smoothstep(0, 0.3, cosine);
      const socket = square(ax - this.eyeX) / 0.11 + square(y - this.eyeY) / 0.07;
      z -= 0.085 * bump(socket) * facing;
      const ridge = square(ax - this.eyeX * 0.95) / 0.12 + square(y - this.eyeY - 0.33) / 0.03;
      z += 0.03 * bump(ridge) * facing;
      const cheek = square(ax - 0.47) / 0.15 + square(y - this.eyeY + 0.42) / 0.13;
      const raised = bump(cheek) * (0.03 + 0.05 * head.cheekbones) * facing;
      z += raised;
      x += fx > 0 ? raised * 0.5 : -raised * 0.5;
      z += 0.055 * bump((fx * fx) / 0.2 + square(y - this.mouthY) / 0.09);
      z += (0.03 + 0.07 * head.chin) * bump((fx * fx) / 0.1 + square(y + this.chin - 0.2) / 0.06);
      const nose = this.#noseHeight(fx, y);
      z += nose;
      yy -= nose * 0.06;
    }
    const beard = beardThickness(this.identity);
    if (beard > 0 && y < 0.2 && cosine > -0.1) {
      const lift = beard * beardCover(this, fx, y);
      x += lift * sine;
      z += lift * cosine * 0.9;
      yy -= lift * 0.6 * smoothstep(-0.5, -1, y);
    }
    out[0] = x;
    out[1] = yy;
    out[2] = z;
  }

  /** The point of the resting surface at frontal coordinates (fx, fy), lifted off it by `lift`. */
  at(fx: number, fy: number, lift = 0): Vec3 {
    this.profileAt(fy);
    const sine = clamp(fx / this.width, -0.999, 0.999);
    const cosine = Math.sqrt(1 - sine * sine);
    const point = this.#point;
    this.surface(fy, sine, cosine, point);
    return [point[0] + lift * sine, point[1] + lift * 0.1, point[2] + lift * cosine];
  }

  /**
   * How far the nose stands out of the face at (fx, fy): the smooth maximum of bridge and tip, and of the
   * wings.
   */
  #noseHeight(fx: number, fy: number): number {
    const { nose } = this.identity;
    const length = this.#noseLength;
    // 0 between the eyes, 1 at the tip.
    const along = clamp((this.eyeY + 0.06 - fy) / (this.eyeY + 0.06 - this.noseY));
    let ridge = 0;
    if (fy > this.noseY - 0.05) {
      const breadth = 0.13 + 0.08 * along * nose.width;
      const rise =
        0.25 * nose.bridge * smoothstep(0, 0.35, along) + (0.75 - 0.25 * nose.bridge) * along * along;
      ridge =
        length *
        rise *
        0.85 *
        bump((fx * fx) / (breadth * breadth)) *
        smoothstep(this.noseY - 0.05, this.noseY + 0.06, fy);
    }
    const tipRadius = 0.185 * nose.tip * mix(1, nose.width, 0.4);
    const tipQ = (fx * fx) / (tipRadius * tipRadius) + square((fy - this.noseY) / (tipRadius * 0.95));
    const tip = tipQ < 1 ? length * (1 - tipQ) * Math.sqrt(1 - tipQ) * 1.05 + 0.02 * (1 - tipQ) : 0;
    const wingQ =
      square((Math.abs(fx) - 0.115 * nose.width) / (0.1 * mix(1, nose.width, 0.5))) +
      square((fy - (this.noseY - 0.035)) / 0.095);
    const wing = wingQ < 1 ? (length * 0.42 + 0.035) * (1 - wingQ) * Math.sqrt(1 - wingQ) : 0;
    const middle = Math.max(ridge, tip);
    const blend = 0.5 + 0.5 * clamp((middle - wing) / 0.06, -1, 1);
    return mix(wing, middle, blend) + 0.03 * blend * (1 - blend);
  }
}

/** How far the beard stands off the skin. */
function beardThickness({ beard }: Identity): number {
  switch (beard.style) {
    case 'none':
    case 'stubble':
      return 0;
    case 'full':
      return 0.075;
    default:
      return 0.045;
  }
}
