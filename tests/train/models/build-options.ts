import type { BuildOptions } from '../../../src/train/autoencoder.ts';
import { tinyPeople } from '../tiny.ts';

export const faces = tinyPeople(3, 64);
/** What a preset builds networks from, for some of these people. */
export const options = (people: number, seed: number): BuildOptions => ({
  people,
  seed,
  faces: faces.slice(0, people),
  start: 'nothing',
  flip: false,
  pretrained: {},
});
