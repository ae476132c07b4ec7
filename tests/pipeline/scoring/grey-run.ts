import * as tf from '@tensorflow/tfjs';
import { provenPixels } from '../../../src/clips/proven-pixels.ts';
import type { ConvertOptions } from '../../../src/convert/convert-frame.ts';
import { planClip } from '../../../src/index.ts';
import { loadDriving, type DrivingClip } from '../../../src/pipeline/driving-clip.ts';
import { extractClip, type ExtractedClip } from '../../../src/pipeline/extract.ts';
import type { TrainedRun } from '../../../src/pipeline/run/load.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import { scoreClip, type Direction } from '../../../src/pipeline/score.ts';
import { IdentityGallery } from '../../../src/pipeline/scoring/identity-gallery.ts';
import { swapClip } from '../../../src/pipeline/swap.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { connectNetworks } from '../../../src/train/autoencoder.ts';
import { withStart } from '../../../src/train/config/start.ts';
import { filmed, twoPeople as people } from '../clips.ts';
import { localHost, useWasm } from '../local-host.ts';

export const [SIZE, SIDE, FRAMES] = [96, 64, 4];
export const host = localHost();
export const plans = people.map((identity, seed) =>
  planClip({ identity, kind: 'driving', seed, frames: FRAMES, size: SIZE, fps: 2 }),
);

/** One grey picture of each person: decoders that have learnt nothing else. */
const shades = [90, 150];
export const grey = (person: number) => new Uint8Array(3 * SIDE * SIDE).fill(shades[person]);

/** A run whose decoders predict one picture each. */
export const run: TrainedRun = {
  config: {
    janus: '0',
    settings: withStart(defaultsOf(settings.train)),
    compute: { backend: 'wasm', workers: 1 },
    landmarks: 'truth',
    people: people.map((identity, i) => ({
      name: `p${i}`,
      identity,
      seal: '',
      alignments: '',
      meanFace: '',
    })),
  },
  store: new MemoryStore(),
  steps: 1,
  latents: [],
  flip: false,
  meanFaces: [0, 1].map((person) => provenPixels(grey(person), SIDE, SIDE)),
  dispose: () => undefined,
  model: connectNetworks(
    {},
    {
      encode: (faces) => tf.zeros([faces.shape[0], 1]),
      decode: (latent, target) => tf.fill([latent.shape[0], SIDE, SIDE, 3], shades[target] / 255),
    },
  ),
};

export const convert = defaultsOf(settings.convert);

/** Scores the swap of a driving clip, that of the first person unless another is given. */
export type ScoreSwap = (
  of: TrainedRun,
  changes?: Partial<ConvertOptions>,
  clip?: DrivingClip,
) => Promise<Direction>;

/** Films and extracts a clip of each person, loads the first as a driving clip, and enrolls the people. */
export async function loadClips(): Promise<{
  readonly clips: ExtractedClip[];
  readonly driving: DrivingClip;
  readonly directionOf: ScoreSwap;
}> {
  await useWasm();
  const clips = await Promise.all(
    plans.map(async (plan) => extractClip(host, await filmed(plan), 'clip', { landmarks: 'truth' })),
  );
  const driving = await loadDriving(host, run, clips[0], { ...convert, smooth: 0 });
  const gallery = await IdentityGallery.enroll(host, people);
  const directionOf: ScoreSwap = async (of, changes = {}, clip = driving) => {
    const swapped = await swapClip(host, of, clip, 1, { convert: { ...convert, ...changes } });
    return scoreClip(of, swapped, gallery);
  };
  return { clips, driving, directionOf };
}
