/** The landmarks' names, in the order every array of them has. Left and right are the viewer's. */
export const landmarkNames = [
  'browLeftOuter',
  'browLeftMiddle',
  'browLeftInner',
  'browRightInner',
  'browRightMiddle',
  'browRightOuter',
  'eyeLeftOuter',
  'eyeLeftTop',
  'eyeLeftInner',
  'eyeLeftBottom',
  'eyeLeftCentre',
  'eyeRightInner',
  'eyeRightTop',
  'eyeRightOuter',
  'eyeRightBottom',
  'eyeRightCentre',
  'noseBridge',
  'noseTip',
  'noseLeft',
  'noseRight',
  'noseBase',
  'mouthLeft',
  'mouthTop',
  'mouthRight',
  'mouthBottom',
  'lipUpper',
  'lipLower',
  'jawLeftUpper',
  'jawLeftLower',
  'chin',
  'jawRightLower',
  'jawRightUpper',
] as const;
export type LandmarkName = (typeof landmarkNames)[number];

/**
 * For each landmark, the index in {@link landmarkNames} of its counterpart when the picture is flipped: left
 * and right change places.
 */
export const landmarkFlipIndices: readonly number[] = landmarkNames.map((name) =>
  landmarkNames.findIndex(
    (other) => other === name.replace(/Left|Right/, (side) => (side === 'Left' ? 'Right' : 'Left')),
  ),
);

/** One point of the face in the picture. */
export interface Landmark {
  /**
   * Pixels from the left edge of the frame; the centre of the first pixel is 0.5. May lie outside the frame.
   */
  readonly x: number;
  /** Pixels from the top edge. */
  readonly y: number;
  /** False where something nearer to the camera hides the point: hair, glasses, or the turned head itself. */
  readonly visible: boolean;
}
export type Landmarks = Readonly<Record<LandmarkName, Landmark>>;
