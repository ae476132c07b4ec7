import { z } from 'zod';
import { MAX_FRAMES } from '../clips/manifest.ts';
import { parse } from '../faces/shot/fields.ts';
import { landmarkNames } from '../faces/landmarks.ts';
import { align } from './canonical-face.ts';
import type { LandmarkPrediction } from './landmark-finder.ts';
import { eyeDistance, mapLandmarks, type LandmarkPoints } from './landmark-points.ts';

/** Changes when `alignments.json` changes its fields. */
export const ALIGNMENTS_VERSION = 1;

/** Where landmarks come from: networks find them in the pixels, or the renderer's ground truth has them. */
export const landmarkSources = ['found', 'truth'] as const;
export type LandmarkSource = (typeof landmarkSources)[number];

const finite = z.number().min(-1e5).max(1e5);
const point = z.tuple([finite, finite]);

const alignmentSchema = z.strictObject({
  frame: z.int().min(0).max(MAX_FRAMES),
  box: z
    .strictObject({ x: finite, y: finite, width: finite, height: finite })
    .describe('around the landmarks, from brows to chin, in pixels of the frame'),
  landmarks: z.array(point).length(landmarkNames.length).describe('in the order of landmarkNames'),
  transform: z
    .strictObject({ a: finite, b: finite, tx: finite, ty: finite })
    .refine(({ a, b }) => a * a + b * b > 0, 'expected a scale above 0')
    .describe('from pixels of the frame to sides of the crop: (a·x − b·y + tx, b·x + a·y + ty)'),
  confidence: z.number().min(0).max(1),
  error: z
    .number()
    .min(0)
    .describe('mean distance of the landmarks from the truth, as a part of the distance between the eyes'),
});
/** Where the face is in one frame. */
export type Alignment = z.infer<typeof alignmentSchema>;

const alignmentsSchema = z.strictObject({
  formatVersion: z.literal(ALIGNMENTS_VERSION),
  clip: z.string().min(1).max(4096).describe("the clip's folder, as seen from this file's"),
  seal: z.string().describe("the clip's seal"),
  landmarks: z.enum(landmarkSources),
  frames: z.array(alignmentSchema).min(1).max(MAX_FRAMES),
});
/**
 * What `alignments.json` holds: where the face is in each frame of a clip. No pixels: those are always drawn
 * anew.
 */
export type Alignments = z.infer<typeof alignmentsSchema>;

/** @throws InputError naming the field that is wrong. */
export const parseAlignments = (value: unknown, what = 'alignments.json'): Alignments =>
  parse(alignmentsSchema, value, what);

/** `alignments.json` as text: a frame a line. */
export function formatAlignments({ frames, ...head }: Alignments): string {
  const lines = frames.map((frame) => `    ${JSON.stringify(frame)}`);
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "frames": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** The uncertainty, in distances between the eyes, that has a confidence of 1/e. */
const UNCERTAINTY_SCALE = 0.1;

/**
 * Where the face is in a frame.
 * @param face as it was found. @param truth where the renderer has put it.
 */
export function alignmentOf(
  frame: number,
  { landmarks, uncertainty }: LandmarkPrediction,
  truth: LandmarkPoints,
): Alignment {
  const points = landmarkNames.map((name) => landmarks[name]);
  const [left, right] = extremes(points.map(({ x }) => x));
  const [top, bottom] = extremes(points.map(({ y }) => y));
  const { a, b, tx, ty } = align(landmarks, 1);
  return {
    frame,
    box: { x: rounded(left), y: rounded(top), width: rounded(right - left), height: rounded(bottom - top) },
    landmarks: points.map(({ x, y }) => [rounded(x), rounded(y)]),
    transform: { a, b, tx, ty },
    confidence: Number(Math.exp(-uncertainty / UNCERTAINTY_SCALE).toFixed(4)),
    error: Number(landmarkError(landmarks, truth).toFixed(5)),
  };
}

/** The landmarks of an alignment by their names, in pixels of the frame. */
export const pointsOf = ({ landmarks }: Alignment): LandmarkPoints =>
  mapLandmarks((_, i) => ({ x: landmarks[i][0], y: landmarks[i][1] }));

/** Mean distance of landmarks from the truth, as a part of the true distance between the eyes. */
export function landmarkError(found: LandmarkPoints, truth: LandmarkPoints): number {
  let sum = 0;
  for (const name of landmarkNames) {
    const x = found[name].x - truth[name].x;
    const y = found[name].y - truth[name].y;
    sum += Math.sqrt(x * x + y * y);
  }
  return sum / landmarkNames.length / eyeDistance(truth);
}

const extremes = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

/** To hundredths of a pixel. */
const rounded = (value: number): number => Math.round(value * 100) / 100;
