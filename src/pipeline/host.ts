import type { ProvenPixels } from '../clips/proven-pixels.ts';
import type { BackendCandidate } from '../engine/backend/candidate.ts';
import type { GroupWorker } from '../engine/parallel/messages.ts';

/**
 * What the pipeline runs on: Node, a page, a notebook. It brings what is not the same everywhere: backends,
 * files that come with Janus, threads, and a codec for pictures.
 */
export interface Host {
  /** How many workers keep every core busy that this process may use. */
  readonly cores: number;
  /** Bytes of memory that this process may use; Infinity where nothing says how many. */
  readonly memory: number;
  /** What TensorFlow.js may compute with here, best first. */
  backends(): Promise<readonly BackendCandidate[]>;
  /**
   * A file that comes with Janus.
   * @param path within `data-synthetic`, such as `cast.json` or `pretrained/encoder/weights.bin`.
   * @throws InputError if it cannot be read.
   */
  readAsset(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** A thread that draws, verifies, aligns and converts frames, new or idle: it runs `serveFrames`. */
  startPoolWorker(): GroupWorker;
  /** Starts a thread that trains: it runs `trainInWorker`. */
  startTrainer(): GroupWorker;
  /** A picture as a PNG that says in XMP where it comes from. @throws InputError if it is not proven. */
  encodePng(picture: ProvenPixels): Promise<Uint8Array<ArrayBuffer>>;
}
