import { bump, cos, mix, sin, smoothstep, square } from '../../exact/arithmetic.ts';
import { hash } from '../../exact/random.ts';
import type { HairStyle, Identity } from '../../shot/identity.ts';

type Hair = Identity['hair'];

/**
 * How a style is cut: a shell over the skull from the crown down to a hemline. `angle` runs round the head in
 * radians, 0 in front, positive to the picture's right; heights are in head radii.
 */
export interface HairCut {
  /** Height at which the hair ends. */
  hem(angle: number, hair: Hair): number;
  /** How far it stands off the skull, at height y and s from 0 at the crown to 1 at the hem. */
  thickness(angle: number, y: number, s: number, hair: Hair): number;
  /** Whether it hangs free below the skull's widest part instead of following it. */
  readonly hangs: boolean;
  /** How far the hanging part spreads outwards, per head radius of drop. */
  readonly flare: number;
}

/** A hemline through four heights: forehead, temple, above the ear, nape. */
function hemline(angle: number, forehead: number, temple: number, ear: number, nape: number): number {
  const a = Math.abs(angle);
  if (a < 0.75) return mix(forehead, temple, smoothstep(0.35, 0.75, a));
  if (a < 1.35) return mix(temple, ear, smoothstep(0.75, 1.15, a));
  if (a < 1.9) return mix(ear, nape + 0.22, smoothstep(1.35, 1.6, a));
  return mix(nape + 0.22, nape, smoothstep(1.9, 2.6, a));
}

/** 1 in front, 0 behind. */
const frontal = (angle: number) => smoothstep(1.5, 0.2, Math.abs(angle));

const short = (hem: HairCut['hem'], thickness: HairCut['thickness']): HairCut => ({
  hem,
  thickness,
  hangs: false,
  flare: 0,
});

/** Every style but `bald`, which has no shell. */
export const hairCuts: Readonly<Record<Exclude<HairStyle, 'bald'>, HairCut>> = {
  buzz: short(
    (angle) => hemline(angle, 0.66, 0.5, 0, -0.45),
    () => 0.035,
  ),
  crop: short(
    (angle) => hemline(angle, 0.6 - 0.05 * Math.abs(sin(angle * 7)), 0.44, -0.05, -0.45),
    (angle, y, s, { volume, seed }) =>
      volume * (0.09 + 0.07 * frontal(angle) * smoothstep(0.3, 0.8, y)) +
      0.035 * sin(angle * 9 + s * 7 + seed) * smoothstep(0.1, 0.5, s) * smoothstep(0.2, 0.6, y),
  ),
  sidepart: short(
    (angle, { side }) => {
      const swept = smoothstep(-0.3, 0.7, angle * side);
      return hemline(angle, mix(0.68, 0.54, swept), mix(0.54, 0.38, swept), -0.12, -0.5);
    },
    (angle, y, _s, { volume, side }) => {
      const swept = smoothstep(-0.75, -0.45, angle * side);
      const body =
        0.08 +
        0.13 * smoothstep(0.1, 0.7, y) * swept +
        0.08 * frontal(angle) * swept * smoothstep(0.4, 0.8, y);
      return volume * body - 0.05 * bump(square(angle * side + 0.6) / 0.02) * smoothstep(0.3, 0.7, y);
    },
  ),
  quiff: short(
    (angle) => hemline(angle, 0.64, 0.48, -0.05, -0.45),
    (angle, y, s, { volume }) => {
      const front = smoothstep(1.35, 0.55, Math.abs(angle));
      const crest = front * smoothstep(0.3, 0.75, y) * smoothstep(0, 0.45, s);
      return volume * (0.09 + 0.2 * crest) + 0.022 * sin(angle * 12) * front * s;
    },
  ),
  mohawk: short(
    (angle) => hemline(angle, 0.66, 0.52, 0.08, -0.4),
    () => 0.03,
  ),
  afro: short(
    (angle) => hemline(angle, 0.62, 0.46, 0, -0.45),
    (angle, y, s, { volume, seed }) =>
      volume *
        mix(0.3, 0.42, smoothstep(-0.3, 0.6, y)) *
        mix(1, 0.72, frontal(angle) * smoothstep(0.7, 0.95, s)) +
      0.03 * (hash(Math.floor(angle * 9), Math.floor(s * 12), seed) - 0.5),
  ),
  topknot: short(
    (angle) => hemline(angle, 0.68, 0.46, 0.02, -0.5),
    (_angle, _y, _s, { volume }) => volume * 0.07,
  ),
  buns: short(
    (angle) => hemline(angle, 0.63 - 0.04 * cos(angle * 9), 0.48, 0, -0.5),
    (_angle, _y, _s, { volume }) => volume * 0.09,
  ),
  bob: {
    hem(angle) {
      const a = Math.abs(angle);
      return a < 0.6 ? 0.6 + 0.025 * cos(angle * 11) : mix(0.6, -0.78, smoothstep(0.62, 1.04, a));
    },
    thickness: (angle, y, _s, { volume }) =>
      volume * (0.14 + 0.03 * smoothstep(0.6, 0.2, y)) + 0.012 * sin(angle * 15),
    hangs: true,
    flare: 0.08,
  },
  long: {
    hem(angle) {
      const a = Math.abs(angle);
      // Parted like a curtain.
      return mix(mix(0.76, 0.42, smoothstep(0.05, 0.75, a)), -1.5, smoothstep(0.7, 1.18, a));
    },
    thickness: (angle, y, _s, { volume }) =>
      volume * 0.12 +
      0.015 * sin(angle * 11 + y * 2) -
      0.05 * bump((angle * angle) / 0.02) * smoothstep(0.5, 0.8, y),
    hangs: true,
    flare: 0.05,
  },
  curly: short(
    (angle) => hemline(angle, 0.56, 0.45, -0.1, -0.6),
    (_angle, _y, _s, { volume }) => volume * 0.12,
  ),
  spiky: short(
    (angle) => hemline(angle, 0.6 - 0.05 * Math.abs(sin(angle * 6)), 0.46, -0.02, -0.45),
    (angle, _y, s, { volume, seed }) =>
      volume * 0.09 + 0.02 * sin(angle * 13 + seed) * smoothstep(0.2, 0.6, s),
  ),
  beanie: short(
    (angle) => hemline(angle, 0.66, 0.56, 0.26, -0.12),
    (_angle, y, s) => 0.11 + (s > 0.78 ? 0.05 : 0) + 0.05 * smoothstep(0.6, 1, y),
  ),
};
