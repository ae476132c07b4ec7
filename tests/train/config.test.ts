import { expect, test } from 'vitest';
import { defaultsOf, settings } from '../../src/settings.ts';
import { classroom } from '../../src/train/models/classroom.ts';
import { lightweight } from '../../src/train/models/lightweight.ts';
import { resolveConfig } from '../../src/train/config.ts';
import type { PresetName } from '../../src/train/names.ts';
import { withStart } from '../../src/train/start.ts';

const usualOf = (preset: PresetName) => withStart({ ...defaultsOf(settings.train), preset });
const both = [
  [classroom, usualOf('classroom')],
  [lightweight, usualOf('lightweight')],
] as const;

test('by default it is as the preset has it', () => {
  for (const [preset, usual] of both) {
    const { learningRate, latents } = preset.starts[usual.start]!;
    const { eyeMouthWeight, augment, batch, beta1, schedule, update, backgroundWeight } = preset;
    expect(resolveConfig(preset, usual)).toEqual({
      ...{ augment, batch, learningRate, beta1, schedule, update, backgroundWeight },
      ...{
        start: usual.start,
        latents,
        loss: 'mae',
        eyeMouthWeight,
        seed: 1,
        stop: { seconds: 120 },
        saveEvery: 30,
        validateEvery: 10,
      },
    });
  }
});

test.each(['warp', 'flip', 'affine', 'colourJitter'] as const)(
  '%s is switched on and off by name, and nothing else with it',
  (name) => {
    for (const [preset, usual] of both) {
      for (const choice of ['on', 'off'] as const) {
        const { augment } = resolveConfig(preset, { ...usual, [name]: choice });
        expect(augment).toEqual({ ...preset.augment, [name]: choice === 'on' });
      }
    }
  },
);

test('options take the place of what the preset has, a background weight of 0 included', () => {
  const options = {
    ...usualOf('classroom'),
    update: 'alternating',
    batch: 3,
    learningRate: 0.01,
    backgroundWeight: 0,
    steps: 7,
    minutes: 5,
  } as const;
  expect(resolveConfig(classroom, options)).toMatchObject({
    batch: 3,
    update: 'alternating',
    learningRate: 0.01,
    backgroundWeight: 0,
    stop: { steps: 7 },
  });
});
