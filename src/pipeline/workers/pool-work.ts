import { sha256Hex, shotOf } from '../../clips/manifest.ts';
import { pixelsOf, provenPixels, type ProvenPixels } from '../../clips/proven-pixels.ts';
import { openPixels, sealPixels } from '../../clips/sealed-pixels.ts';
import { RefusedFrameError, VerifiedFrame } from '../../clips/verify.ts';
import { convertFrame } from '../../convert/convert-frame.ts';
import type { ItemWork } from '../../engine/parallel/work-pool.ts';
import { cropFace, cropMask } from '../../extract/crop.ts';
import { groundTruthCrop } from '../../extract/ground-truth-crop.ts';
import { answerKey } from '../../faces/answer-key.ts';
import type { FrameSource, SourceReference } from '../frame-source.ts';
import type { LoadedFinder } from '../networks/landmark-finder.ts';
import { alignFrames, type AlignInput, type AlignTask } from './align-frames.ts';
import type {
  ConvertedFrames,
  ConvertTask,
  CroppedFace,
  CropTask,
  FilmedFrame,
  FilmTask,
  FrameRefusal,
  KnownFrame,
  PoolTask,
  TruthTask,
} from './pool-tasks.ts';

/** What a worker has of its host. */
export interface PoolEnvironment {
  /** Loads what finds landmarks, with TensorFlow.js, which nothing else needs. The caller disposes of it. */
  loadLandmarkFinder(): Promise<LoadedFinder>;
  openSource(reference: SourceReference): FrameSource;
  /** Writes a frame's file into a folder. @returns its size in bytes. */
  saveFrame?(folder: string, index: number, pixels: ProvenPixels): Promise<number>;
}

type Work<Result> = (index: number) => Promise<Result> | Result;

/**
 * Makes ready for a task.
 * @param key by which pictures are sealed. @param atEnd is given what lets go of what was made ready.
 * @returns what does one item of it.
 */
export function workOn(
  task: PoolTask,
  key: Uint8Array,
  host: PoolEnvironment,
  atEnd: (end: () => unknown) => void,
): ItemWork {
  switch (task.kind) {
    case 'film':
      return film(task, key, host);
    case 'verify':
      return verify(host.openSource(task.source));
    case 'align':
      return align(task, host.openSource(task.source), key, host, atEnd);
    case 'crop':
      return crop(task, host.openSource(task.source), key);
    case 'truth':
      return truth(task, key);
    case 'convert':
      return convert(task, host.openSource(task.source), key);
  }
}

/** Aligns frames. */
function align(
  task: AlignTask,
  source: FrameSource,
  key: Uint8Array,
  host: PoolEnvironment,
  atEnd: (end: () => unknown) => void,
): ItemWork {
  const loading = task.landmarks === 'found' ? host.loadLandmarkFinder() : undefined;
  // A failure is told with the first item.
  loading?.catch(() => undefined);
  atEnd(async () => (await loading?.catch(() => undefined))?.dispose());
  return async (item, input) =>
    alignFrames(task, item, input as AlignInput, { source, key, finder: await loading });
}

const film =
  ({ plan, folder, keep }: FilmTask, key: Uint8Array, host: PoolEnvironment): Work<FilmedFrame> =>
  async (index) => {
    const frame = new VerifiedFrame(shotOf(plan, index), plan.size, keep);
    return {
      sha256: sha256Hex(pixelsOf(frame.pixels)),
      bytes: folder === undefined ? 0 : await host.saveFrame!(folder, index, frame.pixels),
      frame: keep ? known(frame, key) : undefined,
    };
  };

const verify =
  (source: FrameSource): Work<FrameRefusal | undefined> =>
  async (index) => {
    try {
      await source.read(index);
      return undefined;
    } catch (error) {
      if (!(error instanceof RefusedFrameError)) throw error;
      const { frame, message, advice, difference } = error;
      return { frame, message, advice, difference };
    }
  };

const known = ({ pixels, faceMask, landmarks }: VerifiedFrame, key: Uint8Array): KnownFrame => ({
  pixels: sealPixels(pixels, key),
  faceMask,
  landmarks,
});

const crop =
  ({ transforms, side }: CropTask, source: FrameSource, key: Uint8Array): Work<CroppedFace> =>
  async (index) => {
    const { pixels, faceMask, size } = await source.read(index, true);
    return {
      pixels: sealPixels(cropFace(pixels, transforms[index], side), key),
      mask: cropMask(faceMask, size, transforms[index], side),
    };
  };

const truth =
  ({ shots, size, side }: TruthTask, key: Uint8Array): Work<CroppedFace> =>
  (index) => {
    const { pixels, mask } = groundTruthCrop(shots[index], size, side);
    return { pixels: sealPixels(provenPixels(pixels, side, side), key), mask };
  };

function convert(task: ConvertTask, source: FrameSource, key: Uint8Array): Work<ConvertedFrames> {
  const { target, masks, transforms, landmarks, options } = task;
  const versions = task.versions.map(({ pixels, alpha }) => ({ faces: openPixels(pixels, key), alpha }));
  return async (index) => {
    const frame = await source.read(index, true);
    const converted = versions.map(({ faces, alpha }) => {
      const ofFrame = (all: Uint8Array) =>
        all.subarray(index * faces.width ** 2, (index + 1) * faces.width ** 2);
      const face = {
        faces,
        index,
        toCrop: transforms[index],
        landmarks: landmarks[index],
        learnedMask: ofFrame(masks),
        alpha: alpha && ofFrame(alpha),
      };
      return convertFrame(frame, face, options);
    });
    const keyFrame = new VerifiedFrame(answerKey(frame.shot, target).frame, frame.size, true);
    return {
      original: sealPixels(frame.pixels, key),
      converted: converted.map((pixels) => sealPixels(pixels, key)),
      key: { pixels: sealPixels(keyFrame.pixels, key), faceMask: keyFrame.faceMask },
    };
  };
}
