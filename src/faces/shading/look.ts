import { parseHex, type Hex, type RGB } from '../colour.ts';
import { smoothstep } from '../exact/arithmetic.ts';
import type { Identity } from '../shot/identity.ts';

/** Display colour → linear light. Square and square root stand for the sRGB curve: close to it, and exact. */
export function linear(hex: Hex): RGB {
  const [r, g, b] = parseHex(hex);
  return [r * r, g * g, b * b];
}

const scale = (c: RGB, r: number, g: number, b: number): RGB => [c[0] * r, c[1] * g, c[2] * b];

/** The albedo of a fair skin is held below white, so that it keeps its colour in full light. */
const skinAlbedo = (hex: Hex): RGB => {
  const [r, g, b] = linear(hex);
  return [r * (0.93 - 0.16 * r), g * (0.93 - 0.16 * g), b * (0.93 - 0.16 * b)];
};

/** An identity's colours in linear light. */
export interface Look {
  readonly skin: RGB;
  readonly bodySkin: RGB;
  /** Skin flushed with blood, and skin in deep creases. */
  readonly flushed: RGB;
  readonly crease: RGB;
  readonly lips: RGB;
  readonly hair: RGB;
  readonly brow: RGB;
  readonly beard: RGB;
  readonly iris: RGB;
  readonly shirt: RGB;
  readonly collar: RGB;
  readonly glasses: RGB;
  /** How marked lines and folds are: 0 until 30 years, 1 at 85. */
  readonly lines: number;
}

export function lookOf(identity: Identity): Look {
  const skin = skinAlbedo(identity.skin.colour);
  const hair = linear(identity.hair.colour);
  return {
    skin,
    bodySkin: skinAlbedo(identity.body.skin),
    flushed: [Math.min(1, skin[0] * 1.02 + 0.03), skin[1] * 0.52, skin[2] * 0.5],
    crease: scale(skin, 0.62, 0.42, 0.38),
    lips: linear(identity.mouth.colour),
    hair: [hair[0] * (1 - 0.36 * hair[0]), hair[1] * (1 - 0.36 * hair[1]), hair[2] * (1 - 0.36 * hair[2])],
    brow: linear(identity.brows.colour),
    beard: linear(identity.beard.colour),
    iris: linear(identity.eyes.iris),
    shirt: linear(identity.body.shirt),
    collar: linear(identity.body.collar),
    glasses: linear(identity.glasses.colour),
    lines: smoothstep(30, 85, identity.age),
  };
}
