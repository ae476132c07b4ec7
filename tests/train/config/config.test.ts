import { expect, test } from 'vitest';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { classroom } from '../../../src/train/models/classroom.ts';
import { gan } from '../../../src/train/models/gan.ts';
import { lightweight } from '../../../src/train/models/lightweight.ts';
import { original } from '../../../src/train/models/original.ts';
import { resolveConfig } from '../../../src/train/config/config.ts';
import { warpNames, type PresetName } from '../../../src/train/config/names.ts';
import { usualMinutes, withStart } from '../../../src/train/config/start.ts';

const usualOf = (preset: PresetName) => withStart({ ...defaultsOf(settings.train), preset });
const some = [
  [classroom, usualOf('classroom')],
  [lightweight, usualOf('lightweight')],
  [original, usualOf('original')],
  [gan, usualOf('gan')],
] as const;

test('by default it is as the preset has it', () => {
  for (const [preset, usual] of some) {
    const { learningRate, dssimWeight, eyeWeight, mouthWeight, augment, latents } =
      preset.starts[usual.start]!;
    const { batch, beta1, schedule, update, colourShift, backgroundWeight } = preset;
    const { edgeWeight, adversary, adversarialWeight, alpha, attention, stages } = preset.gan;
    expect(resolveConfig(preset, usual)).toEqual({
      ...{ augment, batch, learningRate, beta1, schedule, update, colourShift, backgroundWeight },
      ...{ edgeWeight, adversary, adversarialWeight, alpha, attention, stages },
      ...{
        start: usual.start,
        latents,
        loss: 'mae',
        dssimWeight,
        eyeWeight,
        mouthWeight,
        seed: 1,
        stop: { seconds: 60 * usualMinutes[usual.start] },
        saveEvery: 30,
        validateEvery: 10,
      },
    });
  }
});

test.each(['flip', 'affine', 'colourJitter', 'colourMatch', 'motionBlur'] as const)(
  '%s is switched on and off by name, and nothing else with it',
  (name) => {
    for (const [preset, usual] of some) {
      for (const choice of ['on', 'off'] as const) {
        const { augment } = resolveConfig(preset, { ...usual, [name]: choice });
        expect(augment).toEqual({ ...preset.starts[usual.start]!.augment, [name]: choice === 'on' });
      }
    }
  },
);

test('a warp is chosen by name, and nothing else with it', () => {
  for (const [preset, usual] of some) {
    for (const warp of warpNames) {
      expect(resolveConfig(preset, { ...usual, warp })).toEqual({
        ...resolveConfig(preset, usual),
        augment: { ...preset.starts[usual.start]!.augment, warp },
      });
    }
  }
});

test('a colour shift is switched on and off by name, and nothing else with it', () => {
  for (const [preset, usual] of some) {
    for (const choice of ['on', 'off'] as const) {
      expect(resolveConfig(preset, { ...usual, colourShift: choice })).toEqual({
        ...resolveConfig(preset, usual),
        colourShift: choice === 'on',
      });
    }
  }
});

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
