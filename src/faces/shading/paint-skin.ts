import { bump, clamp, mix, smoothstep, square } from '../exact/arithmetic.ts';
import { hash } from '../exact/random.ts';
import { COLLAR_BOTTOM, COLLAR_TOP } from '../geometry/body.ts';
import type { Scene } from '../geometry/scene.ts';
import type { Identity } from '../shot/identity.ts';
import type { Look } from './look.ts';
import { paintBeard } from './paint-beard.ts';
import { paintLines } from './paint-lines.ts';
import { paintMouth } from './paint-mouth.ts';
import type { Sample } from './sample.ts';

interface Freckle {
  readonly x: number;
  readonly y: number;
  readonly radius2: number;
}

/**
 * Paints skin: of the head, of lids, ears and neck. Surface coordinates are as the geometry of each part
 * gives them.
 */
export class SkinPainter {
  readonly #scene: Scene;
  readonly #look: Look;
  readonly #identity: Identity;
  readonly #sharpness: number;
  readonly #freckles: readonly Freckle[];

  /** @param sharpness 0 for heads so small that strands and pores would only flicker, 1 for large ones. */
  constructor(scene: Scene, look: Look, sharpness: number) {
    this.#scene = scene;
    this.#look = look;
    this.#identity = scene.person.identity;
    this.#sharpness = sharpness;
    this.#freckles = this.#identity.skin.freckles > 0 ? freckles(scene) : [];
  }

  /**
   * Skin of the head. The sample comes with the complexion's colour; u, v are frontal coordinates, w the
   * facing.
   */
  head(s: Sample): void {
    fleshy(s);
    if (s.w <= 0) return;
    const { mouth, person } = this.#scene;
    this.#nostrils(s);
    this.#paintFreckles(s);
    this.#smileFold(s);
    if (this.#look.lines > 0) paintLines(s, person.head, this.#look);
    const bearded = this.#identity.beard.style !== 'none' && s.v < 0.1;
    if (bearded) paintBeard(s, person.head, this.#look, this.#sharpness);
    paintMouth(s, mouth, this.#look);
  }

  /** A lid: darker towards its fold, with a line of lash roots along its edge. */
  lid(s: Sample): void {
    const { skin, crease } = this.#look;
    const { lashes } = this.#identity.eyes;
    fleshy(s);
    s.paint(skin[0], skin[1], skin[2]);
    s.specular = 0.12;
    const isUpper = s.w > 0;
    const shade = (isUpper ? 0.3 : 0.1) * smoothstep(1, 0.3, s.u) + 0.16 * smoothstep(0.35, 0.02, s.u);
    s.blend(crease[0], crease[1], crease[2], shade);
    s.occlusion = mix(s.occlusion, 1, isUpper ? 0.2 : 0.55);
    const shut = isUpper ? this.#scene.eyes[s.w > 2 ? 1 : 0].blink : 0; // shut lids show as a firm line
    const roots =
      smoothstep(0.03 + 0.03 * shut, 0, s.u) *
      (isUpper ? 0.55 + 0.4 * lashes + 0.3 * shut * (1 - lashes) : 0.25 + 0.15 * lashes) *
      smoothstep(1.25, 0.95, Math.abs(s.v));
    s.darken(1 - roots * 0.9, 1 - roots * 0.93, 1 - roots * 0.93);
  }

  /** An ear: a little redder than the face, with a shaded shell. */
  ear(s: Sample): void {
    const { bodySkin } = this.#look;
    fleshy(s);
    s.paint(bodySkin[0], bodySkin[1] * 0.88, bodySkin[2] * 0.87);
    const isRight = s.u >= 19;
    const round = s.u - (isRight ? 20.12 : 10.88);
    s.occlusion *= 1 - 0.62 * bump((round * round) / 0.014 + square(s.v - 0.54) / 0.07);
  }

  /** Neck, collar and shirt. v is the height. */
  body(s: Sample): void {
    const { bodySkin, shirt, collar } = this.#look;
    s.occlusion *= mix(1, 0.62, smoothstep(-1.05, -0.75, s.v));
    if (s.v >= COLLAR_TOP) {
      fleshy(s);
      s.paint(bodySkin[0], bodySkin[1], bodySkin[2]);
      return;
    }
    const cloth = s.v > COLLAR_BOTTOM ? collar : shirt;
    s.paint(cloth[0], cloth[1], cloth[2]);
    s.wrap(0.2, 0.2, 0.2);
    s.specular = 0.02;
  }

  #nostrils(s: Sample): void {
    const { nose } = this.#identity;
    const { noseY } = this.#scene.person.head;
    const ax = Math.abs(s.u);
    const dy = s.v - noseY;
    if (ax > 0.3 || dy > 0.1 || dy < -0.4) return;
    const dx = (ax - 0.062 * nose.width - 0.012) / (0.042 * nose.width);
    const hole = smoothstep(1.3, 0.3, dx * dx + square((dy + 0.105) / 0.03)) * 0.75;
    s.darken(1 - hole * 0.75, 1 - hole * 0.85, 1 - hole * 0.85);
    s.occlusion *= 1 - 0.3 * bump((s.u * s.u) / (0.05 * nose.width) + square(dy + 0.15) / 0.012);
  }

  #paintFreckles(s: Sample): void {
    if (this.#freckles.length === 0) return;
    const { eyeY } = this.#scene.person.head;
    if (s.v > eyeY - 0.1 || s.v < eyeY - 0.52) return;
    const { crease } = this.#look;
    for (const freckle of this.#freckles) {
      const q = square(s.u - freckle.x) + square(s.v - freckle.y);
      if (q >= 2 * freckle.radius2) continue;
      const t = 0.55 * this.#identity.skin.freckles * smoothstep(2, 0.3, q / freckle.radius2);
      s.blend(crease[0] * 0.9, crease[1] * 0.8, crease[2] * 0.7, t);
    }
  }

  /** The fold from the wings of the nose to the corners of the mouth: deep in a smile, and with age. */
  #smileFold(s: Sample): void {
    const { mouth } = this.#scene;
    const depth = 0.36 * Math.max(0, mouth.smile - 0.12) + 0.16 * this.#look.lines;
    const ax = Math.abs(s.u);
    if (depth <= 0 || ax < 0.1 || ax > 0.55) return;
    const { noseY } = this.#scene.person.head;
    if (s.v > noseY || s.v < mouth.y - 0.1) return;
    const down = clamp((noseY - 0.02 - s.v) / (noseY - mouth.y + 0.02));
    const x = mix(0.15 * this.#identity.nose.width + 0.03, mouth.halfWidth * 1.22, down * (2 - down));
    const fold =
      depth * bump(square((ax - x) / 0.045)) * smoothstep(0, 0.25, down) * smoothstep(1.12, 0.75, down);
    const { crease } = this.#look;
    s.occlusion *= 1 - fold;
    s.blend(crease[0], crease[1], crease[2], 0.45 * fold);
  }
}

/** Light scatters in skin, red farthest: each channel wraps round the terminator by its own amount. */
function fleshy(s: Sample): void {
  s.wrap(0.5, 0.27, 0.2);
  s.specular = 0.09;
  s.flesh = true;
}

function freckles({ person }: Scene): Freckle[] {
  const { freckleSeed } = person.identity.skin;
  return Array.from({ length: 26 }, (_, i) => {
    const x = (hash(i, freckleSeed, 1) * 2 - 1) * 0.58;
    const y = person.head.eyeY - 0.3 + (hash(i, freckleSeed, 2) - 0.5) * 0.22 - 0.03 * Math.abs(x);
    return { x, y, radius2: square(0.012 + 0.013 * hash(i, freckleSeed, 3)) };
  });
}
