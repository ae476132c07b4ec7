import { renderTruth } from '../faces/render.ts';
import type { Shot } from '../faces/shot/shot.ts';
import { align } from './canonical-face.ts';
import { warpAffine } from './crop.ts';
import { mapLandmarks, type LandmarkPoints } from './landmark-points.ts';
import { transform } from './similarity.ts';
import { toBytes } from './to-bytes.ts';

/** A face cut out where the renderer knows it to be. */
export interface GroundTruthCrop {
  /** [side, side, 3] bytes. */
  readonly pixels: Uint8Array;
  /** [side, side]: how much of each pixel (0–255) is inner face. */
  readonly mask: Uint8Array;
  /** In pixels of the crop. */
  readonly landmarks: LandmarkPoints;
}

/**
 * Renders a shot and cuts its face out by its own landmarks. For the shot `crop` of `answerKey`, the result
 * is the crop key: what a perfect decoder would predict.
 * @param size pixels a side of the frame. @param side pixels a side of the crop.
 * @throws InputError naming what is out of range in the shot.
 */
export function groundTruthCrop(shot: Shot, size: number, side: number): GroundTruthCrop {
  const { pixels, faceMask, landmarks } = renderTruth(shot, size);
  const toCrop = align(landmarks, side);
  return {
    pixels: toBytes(warpAffine(pixels, size, 3, toCrop, side)),
    mask: toBytes(warpAffine(faceMask, size, 1, toCrop, side)),
    landmarks: mapLandmarks((name) => transform(toCrop, landmarks[name])),
  };
}
