import { describe, expect, test } from 'vitest';
import { alignmentOf, landmarkError } from '../../src/extract/alignments.ts';
import { eyeDistance, mapLandmarks, type LandmarkPoints } from '../../src/extract/landmark-points.ts';
import {
  landmarkNames,
  neutralPerformance,
  renderTruth,
  sampleIdentity,
  studioCapture,
} from '../../src/index.ts';

const { landmarks: truth } = renderTruth(
  { identity: sampleIdentity(5), performance: neutralPerformance, capture: studioCapture },
  200,
);
const moved = (by: (index: number) => { x: number; y: number }): LandmarkPoints =>
  mapLandmarks((name, i) => ({ x: truth[name].x + by(i).x, y: truth[name].y + by(i).y }));

describe('the error of landmarks', () => {
  test('is their mean distance from the truth, as a part of the distance between the eyes', () => {
    const { eyeLeftCentre: left, eyeRightCentre: right } = truth;
    const eyes = Math.hypot(left.x - right.x, left.y - right.y);
    expect(eyeDistance(truth)).toBeCloseTo(eyes, 12);
    expect(landmarkError(truth, truth)).toBe(0);
    // Each of them 5 pixels off, then one of them alone.
    const all = moved(() => ({ x: 3, y: -4 }));
    expect(landmarkError(all, truth)).toBeCloseTo(5 / eyes, 12);
    const one = moved((i) => (i === 7 ? { x: -6, y: 8 } : { x: 0, y: 0 }));
    expect(landmarkError(one, truth)).toBeCloseTo(10 / landmarkNames.length / eyes, 12);
  });

  test('comes with the box around them, and with a confidence', () => {
    const found = moved((i) => ({ x: i === 0 ? -50.004 : 0, y: i === 3 ? 90 : 0 }));
    const { frame, box, confidence, error, landmarks } = alignmentOf(
      12,
      { landmarks: found, uncertainty: 0.2 },
      truth,
    );
    const [xs, ys] = [landmarkNames.map((name) => found[name].x), landmarkNames.map((name) => found[name].y)];
    expect(frame).toBe(12);
    expect(box.x).toBeCloseTo(Math.min(...xs), 2);
    expect(box.y).toBeCloseTo(Math.min(...ys), 2);
    expect(box.x + box.width).toBeCloseTo(Math.max(...xs), 1);
    expect(box.y + box.height).toBeCloseTo(Math.max(...ys), 1);
    expect(confidence).toBeCloseTo(Math.exp(-2), 4);
    expect(error).toBeCloseTo((50.004 + 90) / landmarkNames.length / eyeDistance(truth), 5);
    expect(landmarks[0]).toEqual([Number(xs[0].toFixed(2)), Number(ys[0].toFixed(2))]);
  });
});
