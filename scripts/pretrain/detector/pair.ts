import { clipKinds, type ClipKind } from '../../../src/clips/clip-kind.ts';
import { planClip } from '../../../src/clips/plan.ts';
import { nodeHost } from '../../../src/node/host.ts';
import { loadSplit, type Split } from '../../../src/pipeline/dataset/split.ts';
import { extractClip, loadFaces, type ExtractedClip } from '../../../src/pipeline/extract.ts';
import { drawClip } from '../../../src/pipeline/film.ts';
import { drawnClip } from '../../../src/pipeline/frame-source.ts';
import { predictMasks } from '../../../src/pipeline/networks/pretrained.ts';
import { loadRun, type TrainedRun } from '../../../src/pipeline/run/load.ts';
import { MemoryStore } from '../../../src/pipeline/run/store.ts';
import { beginRun } from '../../../src/pipeline/train.ts';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import type { FaceDataset } from '../../../src/train/dataset/face-dataset.ts';
import { populationPerson } from '../population.ts';
import type { Method } from './methods.ts';

/**
 * The number in the population of the first person of the first pair. No other network has seen the people of the
 * pairs: others were trained on people below 6000, from 10 000 to 13 199, and from 30 000 on.
 */
const FIRST_PERSON = 20_000;
/** Frames of a person's clips: of the face alone under many lights, and of a film under one. */
const FRAMES: Readonly<Record<ClipKind, number>> = { training: 60, driving: 20 };
/** Seed of the motion and of the lights. */
const CLIP_SEED = 1;

const host = nodeHost();

/** The faces of a clip. */
export interface ClipFaces {
  /** Whose: the first of the pair or the second. */
  readonly person: 0 | 1;
  readonly faces: FaceDataset;
  /** [faces, 64, 64] bytes: how much of each pixel is inner face, as a network segments the crops. */
  readonly masks: Uint8Array;
}

/** Two people, filmed and extracted. */
export interface Pair {
  /** Other people for every number, from 0. */
  readonly number: number;
  /** All clips of both. */
  readonly clips: readonly ClipFaces[];
  /** What an autoencoder is trained on: a clip of each. */
  readonly training: readonly ExtractedClip[];
  readonly split: Split;
}

/** Films the people of a pair. */
export async function filmPair(number: number): Promise<Pair> {
  const clips: ClipFaces[] = [];
  const training: ExtractedClip[] = [];
  for (const person of [0, 1] as const) {
    for (const kind of clipKinds) {
      const extracted = await filmPerson(FIRST_PERSON + 2 * number + person, kind);
      const faces = await loadFaces(host, extracted);
      clips.push({ person, faces, masks: await predictMasks(host, faces) });
      if (kind === 'training') training.push(extracted);
    }
  }
  return { number, clips, training, split: await loadSplit(host, training, {}) };
}

async function filmPerson(person: number, kind: ClipKind): Promise<ExtractedClip> {
  const identity = populationPerson(person);
  const plan = planClip({ identity, kind, seed: CLIP_SEED, frames: FRAMES[kind] });
  const { manifest, frames } = await drawClip(host, plan);
  return extractClip(host, drawnClip(manifest, frames), `person-${person}`);
}

/** An autoencoder of the pair, trained by a method. It is the caller's to dispose of. */
export async function trainPair({ number, training, split }: Pair, { change }: Method): Promise<TrainedRun> {
  const store = new MemoryStore();
  const chosen = { ...defaultsOf(settings.train), ...change, seed: number };
  const load = () => Promise.resolve(split);
  await beginRun(host, store, training, chosen, { backend: 'wasm', workers: 0, load });
  return loadRun(store);
}
