import { openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import { FaceDataset } from '../../train/dataset/face-dataset.ts';
import type { ValidationSet } from '../../train/validate.ts';

/** A dataset on its way to another thread. */
export interface SealedFaces {
  readonly images: SealedPixels;
  readonly masks: Uint8Array;
  readonly landmarks: Float32Array;
}

/** A validation set on its way to another thread. */
export interface SealedValidation extends Omit<ValidationSet, 'faces' | 'keys'> {
  readonly faces: SealedFaces;
  readonly keys: SealedFaces;
}

/** Makes a dataset ready for another thread. */
export const sealFaces = ({ images, masks, landmarks }: FaceDataset, key: Uint8Array): SealedFaces => ({
  images: sealPixels(images, key),
  masks,
  landmarks,
});

/** Proves a dataset that came from another thread. @throws InputError if no thread of this run sealed it. */
export const openFaces = ({ images, masks, landmarks }: SealedFaces, key: Uint8Array): FaceDataset =>
  new FaceDataset(openPixels(images, key), masks, landmarks);

/** Makes a validation set ready for another thread. */
export const sealValidation = (set: ValidationSet, key: Uint8Array): SealedValidation => ({
  ...set,
  faces: sealFaces(set.faces, key),
  keys: sealFaces(set.keys, key),
});

/** @throws as {@link openFaces}. */
export const openValidation = (set: SealedValidation, key: Uint8Array): ValidationSet => ({
  ...set,
  faces: openFaces(set.faces, key),
  keys: openFaces(set.keys, key),
});
