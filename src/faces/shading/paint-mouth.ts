import { bump, mix, smoothstep, square } from '../exact/arithmetic.ts';
import type { MouthShape } from '../geometry/mouth.ts';
import type { Look } from './look.ts';
import type { Sample } from './sample.ts';

/** Softness of the lips' edges, in head radii. */
const EDGE = 0.016;

/**
 * Paints the mouth over the skin: lips, the line or the gap between them, and in the gap the cavity, teeth
 * and tongue. The skin's own bumps give the lips their volume; everything else is colour, drawn sample by
 * sample from the mouth's curves.
 */
export function paintMouth(s: Sample, mouth: MouthShape, { lips }: Look): void {
  const xi = s.u / mouth.halfWidth;
  const ax = Math.abs(xi);
  if (ax >= 1.25 || s.v >= mouth.y + 0.34 || s.v <= mouth.y - 0.46) return;
  const x = ax > 1 ? 1 : ax;
  const line = mouth.line(x);
  const parabola = 1 - x * x;
  const arc = Math.sqrt(parabola);
  const upperEdge = line + mouth.openUpper * arc; // the lips' inner edges
  const lowerEdge = line - mouth.openLower * arc;
  const bow = 1 - 0.3 * bump((xi * xi) / 0.06); // Cupid's bow
  const upperRim = upperEdge + mouth.upperLip * (0.25 * arc + 0.75 * parabola) * bow; // their outer edges
  const lowerRim = lowerEdge - mouth.lowerLip * (0.3 * arc + 0.7 * parabola);
  if (ax <= 1.02) {
    const onLips =
      smoothstep(upperRim + EDGE, upperRim - EDGE, s.v) *
      smoothstep(lowerRim - EDGE * 1.4, lowerRim + EDGE * 1.4, s.v) *
      smoothstep(1.03, 0.95, ax);
    if (onLips > 0) {
      s.blend(lips[0], lips[1], lips[2], onLips);
      s.specular = mix(s.specular, 0.22, onLips);
      s.tight = true;
      const across =
        s.v > (upperEdge + lowerEdge) / 2
          ? ((s.v - upperEdge) / (upperRim - upperEdge + 1e-6) - 0.55) * 0.33
          : (0.45 - (lowerEdge - s.v) / (lowerEdge - lowerRim + 1e-6)) * 0.54;
      s.tilt(0, onLips * across * arc, 0);
    }
    const gap = upperEdge - lowerEdge;
    if (gap < 0.03) closedLine(s, (upperEdge + lowerEdge) / 2, gap, arc, mouth);
    const half = 0.011;
    const inGap =
      smoothstep(upperEdge + half, upperEdge - half, s.v) *
      smoothstep(lowerEdge - half, lowerEdge + half, s.v) *
      smoothstep(1, 0.97, ax);
    if (inGap > 0 && gap > 0.008) paintCavity(s, mouth, inGap, upperEdge, gap, ax, arc);
  }
  const corner = square((ax - 1.07) / 0.13) + square((s.v - mouth.line(1)) / 0.06);
  const dimple = 0.25 + 0.35 * Math.abs(mouth.smile);
  const underLip = square((s.v - lowerRim + 0.05) / 0.06);
  s.occlusion *= (1 - dimple * bump(corner)) * (1 - 0.22 * parabola * bump(underLip));
}

/** The dark line where closed lips meet; a smile or a frown draws it firmer, so that it reads from afar. */
function closedLine(s: Sample, y: number, gap: number, arc: number, mouth: MouthShape): void {
  const firm = 0.42 + 0.36 * arc + 0.3 * Math.abs(mouth.smile) * (1 - arc);
  const width = 0.021 + 0.006 * Math.abs(mouth.smile);
  const dark = bump(square((s.v - y) / width)) * firm * (1 - gap / 0.06);
  s.darken(1 - 0.66 * dark, 1 - 0.84 * dark, 1 - 0.84 * dark);
}

/** The inside of the mouth: cavity, tongue and upper teeth. */
function paintCavity(
  s: Sample,
  mouth: MouthShape,
  cover: number,
  upperEdge: number,
  gap: number,
  ax: number,
  arc: number,
): void {
  const lowerEdge = upperEdge - gap;
  let red = 0.11;
  let green = 0.012;
  let blue = 0.016;
  const tongueQ =
    (s.u * s.u) / (mouth.halfWidth * mouth.halfWidth * 0.42) +
    square(s.v - lowerEdge) / (mouth.openLower * mouth.openLower * 0.32 + 1e-5);
  const tongue = smoothstep(1, 0.7, tongueQ) * smoothstep(0.05, 0.11, gap);
  red = mix(red, 0.56, tongue);
  green = mix(green, 0.1, tongue);
  blue = mix(blue, 0.12, tongue);
  const fromTop = upperEdge - s.v;
  const length = Math.min(0.062 + 0.02 * Math.max(0, mouth.smile), gap * 0.62);
  const teeth =
    smoothstep(length + 0.008, length - 0.008, fromTop) *
    smoothstep(1, 0.86, ax) *
    smoothstep(0.55, 0.35, mouth.pucker);
  const white = 0.62 + 0.38 * arc;
  red = mix(red, 0.86 * white, teeth);
  green = mix(green, 0.83 * white, teeth);
  blue = mix(blue, 0.76 * white, teeth);
  const underLip = 0.45 + 0.55 * smoothstep(0, 0.05, fromTop);
  s.blend(red * underLip, green * underLip, blue * underLip, cover);
  s.specular = mix(s.specular, 0.05, cover);
  s.shadow = 1 - 0.6 * cover;
  s.occlusion = mix(s.occlusion, 0.85, cover);
  const t = cover * 0.6; // flattened towards the camera: the inside has no relief of its own
  s.tilt((s.vx - s.nx) * t, (s.vy + 0.1 - s.ny) * t, (s.vz - s.nz) * t);
}
