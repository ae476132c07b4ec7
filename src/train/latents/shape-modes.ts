import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { landmarkFlipIndices } from '../../faces/landmarks.ts';
import { LANDMARK_NUMBERS } from '../dataset/face-dataset.ts';

/**
 * How many modes are looked at. Of drawn people they are the head's turn (a correlation of 1.0 with yaw) and
 * nod (0.9), two that mix many things, smiling, both lids, the mouth's opening, one lid more than the other,
 * and knitted brows; later ones are mostly errors of the landmarks.
 */
export const SHAPE_MODES = 9;

/** Variance that counts as none, of landmarks as parts of a crop's side. */
const LEAST_VARIANCE = 1e-12;

/**
 * What faces do, as their landmarks tell: the first modes of a point distribution model (T. Cootes et al.,
 * "Active Shape Models: Their Training and Application", 1995), the principal components of all people's
 * landmarks, each less the person's own mean shape.
 *
 * Among the faces of one person, a small mode often goes along with a large one, and with one person rises
 * where with another it falls. So each mode is taken less what the modes before it say of it, and divided by
 * its standard deviation: neither who somebody is matters then, nor how much one moves.
 *
 * @param people of each, landmarks [faces, landmarks, 2].
 * @returns of each, [faces, {@link SHAPE_MODES}], columns that do not correlate; 0 where landmarks do not
 * vary.
 */
export function shapeModes(people: readonly Float32Array[]): Matrix[] {
  const shapes = people.map(centred);
  const covariance = Matrix.zeros(LANDMARK_NUMBERS, LANDMARK_NUMBERS);
  for (const shape of shapes) covariance.add(shape.transpose().mmul(shape).div(shape.rows));
  const { eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const modes = eigenvectorMatrix.subMatrixColumn(
    Array.from({ length: SHAPE_MODES }, (_, i) => LANDMARK_NUMBERS - 1 - i), // eigenvalues ascend
  );
  return shapes.map((shape) => decorrelated(shape.mmul(modes)));
}

/** Each column less its projections on those before it, with a variance of 1: by Gram and Schmidt. */
function decorrelated(columns: Matrix): Matrix {
  const result = Matrix.zeros(columns.rows, columns.columns);
  for (let i = 0; i < columns.columns; i++) {
    const column = columns.getColumnVector(i);
    for (let before = 0; before < i; before++) {
      const other = result.getColumnVector(before);
      column.sub(Matrix.mul(other, column.dot(other) / column.rows));
    }
    const variance = column.dot(column) / column.rows;
    if (variance > LEAST_VARIANCE) result.setColumn(i, column.div(Math.sqrt(variance)));
  }
  return result;
}

/**
 * Landmarks of faces, and then of their mirror images: [2 · faces, landmarks, 2]. Those that are not known, all 0,
 * stay 0: else they would tell which faces are mirrored.
 */
export function withMirrored(landmarks: Float32Array): Float32Array {
  const both = new Float32Array(2 * landmarks.length);
  both.set(landmarks);
  for (let face = 0; face < landmarks.length; face += LANDMARK_NUMBERS) {
    if (landmarks.subarray(face, face + LANDMARK_NUMBERS).every((number) => number === 0)) continue;
    const mirrored = landmarks.length + face;
    landmarkFlipIndices.forEach((other, i) => {
      both[mirrored + 2 * i] = 1 - landmarks[face + 2 * other];
      both[mirrored + 2 * i + 1] = landmarks[face + 2 * other + 1];
    });
  }
  return both;
}

/** Each face's landmarks less the person's mean shape. */
function centred(landmarks: Float32Array): Matrix {
  const faces = Matrix.from1DArray(landmarks.length / LANDMARK_NUMBERS, LANDMARK_NUMBERS, landmarks);
  return faces.center('column');
}
