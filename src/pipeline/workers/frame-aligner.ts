import { openPixels, sealPixels, type SealedPixels } from '../../clips/sealed-pixels.ts';
import { alignmentOf, type Alignment, type LandmarkSource } from '../../extract/alignments.ts';
import { CROP_SIDE, cropFace, cropMask } from '../../extract/crop.ts';
import { mapLandmarks, type LandmarkPoints } from '../../extract/landmark-points.ts';
import { scaleSimilarity, transform } from '../../extract/similarity.ts';
import type { ProvenFrame } from '../dataset/drawn-frames.ts';
import { FaceBuffer } from '../dataset/face-buffer.ts';
import type { FrameSource, SourceReference } from '../frame-source.ts';
import type { Host } from '../host.ts';
import { loadLandmarkFinder, type LoadedFinder } from '../networks/landmark-finder.ts';
import type { KnownFrame } from './pool-tasks.ts';

/** Finds the faces in frames, aligns them and cuts them out, a batch at a time. */
export interface AlignTask {
  readonly kind: 'align';
  /** Each item comes with its frames, or they are read here. */
  readonly source: SourceReference;
  readonly landmarks: LandmarkSource;
  /** The frames of each item, by their numbers in the clip. */
  readonly batches: readonly (readonly number[])[];
}

/** The frames of an item, if the coordinator has them. */
export type AlignInput = readonly KnownFrame[] | undefined;

/** The faces of an item's frames. */
export interface AlignedBatch {
  readonly alignments: readonly Alignment[];
  /** [frames, 64, 64, 3] */
  readonly faces: SealedPixels;
  /** [frames, 64, 64] bytes: how much of each pixel is inner face. */
  readonly masks: Uint8Array;
  /** Where the renderer has put each frame's landmarks, in pixels of its crop. */
  readonly landmarks: readonly LandmarkPoints[];
}

/** A worker's part in an {@link AlignTask}. */
export class FrameAligner {
  readonly #task: AlignTask;
  readonly #source: FrameSource;
  readonly #key: Uint8Array;
  readonly #finder: LoadedFinder | undefined;

  private constructor(task: AlignTask, source: FrameSource, key: Uint8Array, finder?: LoadedFinder) {
    this.#task = task;
    this.#source = source;
    this.#key = key;
    this.#finder = finder;
  }

  /**
   * Makes ready for a task.
   * @param key by which pictures are sealed.
   * @throws InputError if the networks that find landmarks cannot be read.
   */
  static async load(
    task: AlignTask,
    source: FrameSource,
    key: Uint8Array,
    host: Pick<Host, 'backends' | 'readAsset'>,
  ): Promise<FrameAligner> {
    const finder = task.landmarks === 'found' ? await loadLandmarkFinder(host) : undefined;
    return new FrameAligner(task, source, key, finder);
  }

  /** @throws InputError naming a frame that Janus did not draw. */
  async align(item: number, input: AlignInput): Promise<AlignedBatch> {
    const numbers = this.#task.batches[item];
    const frames = input ? input.map((known) => this.#open(known)) : await this.#read(numbers);
    const found = await this.#finder?.find(frames.map(({ proven }) => proven));
    const faces = new FaceBuffer(frames.length, CROP_SIDE);
    const inCrops: LandmarkPoints[] = [];
    const alignments = frames.map(({ proven, faceMask, landmarks: truth }, i) => {
      const face = found?.[i] ?? { landmarks: truth, uncertainty: 0 };
      const alignment = alignmentOf(numbers[i], face, truth);
      const toCrop = scaleSimilarity(alignment.transform, CROP_SIDE);
      inCrops.push(mapLandmarks((name) => transform(toCrop, truth[name])));
      const mask = cropMask(faceMask, proven.width, toCrop, CROP_SIDE);
      faces.set(i, cropFace(proven, toCrop, CROP_SIDE), mask);
      return alignment;
    });
    const { images, masks } = faces.dataset();
    return { alignments, faces: sealPixels(images, this.#key), masks, landmarks: inCrops };
  }

  #open({ pixels, ...known }: KnownFrame): ProvenFrame {
    return { ...known, proven: openPixels(pixels, this.#key) };
  }

  async #read(numbers: readonly number[]): Promise<ProvenFrame[]> {
    const frames: ProvenFrame[] = [];
    for (const number of numbers) {
      const { pixels, faceMask, landmarks } = await this.#source.read(number, true);
      frames.push({ proven: pixels, faceMask, landmarks });
    }
    return frames;
  }

  dispose(): void {
    this.#finder?.dispose();
  }
}
