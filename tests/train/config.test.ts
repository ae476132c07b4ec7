import { expect, test } from 'vitest';
import { defaultsOf, settings } from '../../src/settings.ts';
import { classroom } from '../../src/train/models/classroom.ts';
import { lightweight } from '../../src/train/models/lightweight.ts';
import { resolveConfig } from '../../src/train/config.ts';

const usual = defaultsOf(settings.train);

test('without wishes it is as the preset has it', () => {
  for (const preset of [classroom, lightweight]) {
    const { augment, batch, learningRate, beta1, schedule, backgroundWeight } = preset;
    expect(resolveConfig(preset, usual)).toEqual({
      ...{ augment, batch, learningRate, beta1, schedule, backgroundWeight },
      ...{
        loss: 'mae',
        eyeMouthWeight: 1,
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
    for (const preset of [classroom, lightweight]) {
      for (const wish of ['on', 'off'] as const) {
        const { augment } = resolveConfig(preset, { ...usual, [name]: wish });
        expect(augment).toEqual({ ...preset.augment, [name]: wish === 'on' });
      }
    }
  },
);

test('wishes take the place of what the preset has, nothing at all outside the face included', () => {
  const wished = { ...usual, batch: 3, learningRate: 0.01, backgroundWeight: 0, steps: 7, minutes: 5 };
  expect(resolveConfig(classroom, wished)).toMatchObject({
    batch: 3,
    learningRate: 0.01,
    backgroundWeight: 0,
    stop: { steps: 7 },
  });
});
