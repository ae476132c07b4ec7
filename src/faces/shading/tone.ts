import type { Sample } from './sample.ts';

const EXPOSURE = 1.5;

/**
 * Linear light → display, 0 to 1: Reinhard's extended operator ("Photographic tone reproduction", 2002), a
 * square root for the display's curve, a little contrast and colour. Done for each sample before they are
 * averaged, so that bright edges stay smooth.
 */
export function toneMap(s: Sample): void {
  const red = curve(s.red);
  const green = curve(s.green);
  const blue = curve(s.blue);
  const grey = 0.35 * red + 0.5 * green + 0.15 * blue;
  s.red = grey + (red - grey) * 1.1;
  s.green = grey + (green - grey) * 1.1;
  s.blue = grey + (blue - grey) * 1.1;
}

function curve(light: number): number {
  const exposed = light * EXPOSURE;
  let t = Math.sqrt((exposed * (1 + exposed * 0.19)) / (1 + exposed));
  if (t > 1) t = 1;
  return t + 0.22 * (t * t * (3 - 2 * t) - t);
}
