import { mix, smoothstep, triangleWave } from '../exact/arithmetic.ts';
import { beardCover } from '../geometry/hair/beard.ts';
import type { HeadShape } from '../geometry/head.ts';
import type { Look } from './look.ts';
import type { Sample } from './sample.ts';

/**
 * Paints beard over skin: stubble as a tint, hair as fine strands that part under the chin and end in a
 * ragged edge.
 */
export function paintBeard(s: Sample, head: HeadShape, { beard }: Look, sharpness: number): void {
  const cover = beardCover(head, s.u, s.v);
  if (cover <= 0.02) return;
  if (head.identity.beard.style === 'stubble') {
    // A shadow under the skin: grey stubble darkens a dark skin too, if less.
    const shadow = cover * 0.4;
    s.blend(
      Math.min(beard[0] * 0.6, s.red * 0.78),
      Math.min(beard[1] * 0.6, s.green * 0.78),
      Math.min(beard[2] * 0.6, s.blue * 0.78),
      shadow,
    );
    return;
  }
  // Strands fan out from the mouth: they follow lines of about constant `fan`, and waver along their length.
  const fan = s.u * (9 + 5 * (s.v - head.mouthY)) + 0.35 * triangleWave(s.v * 3.1 + s.u * 0.7);
  const coarse = triangleWave(fan * 0.9);
  const fine = triangleWave(fan * 2.7 + 0.4 * triangleWave(s.v * 5));
  const ragged = smoothstep(0.2, 0.6, cover + 0.16 * sharpness * fine);
  const shade = 0.92 + sharpness * (0.09 * coarse + 0.1 * fine);
  s.blend(beard[0] * shade, beard[1] * shade, beard[2] * shade, ragged);
  s.specular = mix(s.specular, 0.04, ragged);
  s.wrapRed = mix(s.wrapRed, 0.2, ragged);
  s.wrapGreen = mix(s.wrapGreen, 0.2, ragged);
  const lift = ragged * (0.05 + 0.11 * sharpness);
  s.tilt(lift * coarse + 0.6 * lift * fine, -0.4 * lift * fine, 0);
}
