import type { Frame, TrueFrame } from './frame.ts';
import type { Shot } from './shot.ts';

/** Changes whenever the same shot may give other bytes than before: a clip names the version that drew it. */
export const RENDERER_VERSION = 1;
export const MIN_SIZE = 16;
export const MAX_SIZE = 1024;

export function render(shot: Shot, size: number): Frame {
  const pixels = new Uint8Array(size * size * 3);
  const f =
    (shot.performance.yaw + shot.performance.mouthOpen * 7 + shot.capture.x * 31 + shot.capture.noiseSeed) |
    0;
  for (let i = 0; i < pixels.length; i++) pixels[i] = (i * 7 + f * 13) & 255;
  return { size, pixels };
}
export function renderTruth(shot: Shot, size: number): TrueFrame {
  return {
    ...render(shot, size),
    faceMask: new Uint8Array(size * size),
    headMask: new Uint8Array(size * size),
    landmarks: {} as never,
  };
}
