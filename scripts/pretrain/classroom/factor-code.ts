import type { Shot } from '../../../src/faces/index.ts';
import { FACTOR_CODE_SIZE } from '../../../src/train/models/factor-code.ts';

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const channels = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);

/** Loss weight of each number: the pose changes all of the face, the colours of the shadows little. */
export const CODE_WEIGHTS: number[] = [
  ...[2, 2],
  ...Array<number>(11).fill(1),
  ...[2, 2, 2],
  ...Array<number>(3).fill(1),
  ...Array<number>(FACTOR_CODE_SIZE - 19).fill(0.3),
];

/**
 * A shot's true factor code, which the encoder learns to predict: see {@link FACTOR_CODE_SIZE}. The light's
 * direction is that in the crop, which is turned upright.
 */
export function codeOf({ performance: p, capture: { light, fill, rim } }: Shot): number[] {
  const roll = radians(p.roll);
  const azimuth = radians(light.azimuth);
  const elevation = radians(light.elevation);
  const right = Math.sin(azimuth) * Math.cos(elevation);
  const up = Math.sin(elevation);
  const towards = Math.cos(azimuth) * Math.cos(elevation);
  const scaled = (colour: string, power: number, middle: number, spread: number) =>
    channels(colour).map((value) => (value * power - middle) / spread);
  return [
    p.yaw / 20,
    p.pitch / 11,
    p.roll / 9,
    p.mouthOpen / 0.25,
    p.smile / 0.5,
    p.pucker / 0.3,
    p.blinkLeft / 0.3,
    p.blinkRight / 0.3,
    p.gazeX / 0.4,
    p.gazeY / 0.3,
    p.browLeft / 0.35,
    p.browRight / 0.35,
    p.browKnit / 0.25,
    (light.power * (right * Math.cos(roll) - up * Math.sin(roll))) / 0.5,
    (light.power * (right * Math.sin(roll) + up * Math.cos(roll)) - 0.5) / 0.25,
    (light.power * towards - 0.65) / 0.25,
    ...scaled(light.colour, light.power, 0.85, 0.15),
    ...scaled(fill.sky, fill.power, 0.5, 0.12),
    ...scaled(fill.ground, fill.power, 0.4, 0.1),
    ...scaled(rim.colour, rim.power, 0.6, 0.25),
  ];
}

/** When a picture is flipped, left becomes right: lids and brows change places… */
const EXCHANGED: Readonly<Record<number, number>> = { 6: 7, 7: 6, 10: 11, 11: 10 };
/** …and yaw, roll, gaze across and light from the right change sign. */
const NEGATED: ReadonlySet<number> = new Set([0, 2, 8, 13]);

/** The code of the flipped picture. */
export const mirrorCode = (code: readonly number[]): number[] =>
  code.map((_, i) => (NEGATED.has(i) ? -1 : 1) * code[EXCHANGED[i] ?? i]);
