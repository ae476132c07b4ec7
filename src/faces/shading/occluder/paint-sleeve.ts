import { smoothstep, triangleWave } from '../../exact/arithmetic.ts';
import { CUFF, CUFF_END, SLEEVE_LINING } from '../../geometry/occluder/sleeve.ts';
import type { OccluderLook } from './occluder-painter.ts';
import type { Sample } from '../sample.ts';

/** Woven cloth: plain twill, stripes along the arm, or checks; a ribbed cuff. */
export function paintSleeve(s: Sample, { colour, pattern, sharpness }: OccluderLook): void {
  s.wrap(0.3, 0.3, 0.3);
  s.specular = 0.015;
  s.paint(colour[0], colour[1], colour[2]);
  if (s.w > SLEEVE_LINING / 2 + 0.5) {
    const depth = 1 - 0.85 * smoothstep(CUFF_END, CUFF_END - 0.12, s.v);
    s.darken(0.5 * depth, 0.5 * depth, 0.5 * depth);
    return;
  }
  const crease = s.w;
  s.occlusion *= 1 - 0.55 * crease;
  const inCuff = smoothstep(CUFF_END - CUFF - 0.01, CUFF_END - CUFF + 0.01, s.v);
  const rib = triangleWave(s.u * 34);
  const twill = triangleWave(s.u * 46 + s.v * 26);
  const weave = sharpness * (inCuff * 0.22 * rib + (1 - inCuff) * 0.1 * twill);
  let tone = (1 + weave) * (1 - 0.15 * inCuff);
  if (pattern === 1) tone *= 1 - 0.4 * (1 - inCuff) * smoothstep(0.1, 0.35, triangleWave(s.u * 12));
  if (pattern === 2) {
    const across = smoothstep(0.2, 0.4, triangleWave(s.u * 7));
    const along = smoothstep(0.2, 0.4, triangleWave(s.v * 3.2));
    tone *= 1 - 0.28 * (1 - inCuff) * (across + along);
  }
  s.darken(tone, tone, tone);
}
