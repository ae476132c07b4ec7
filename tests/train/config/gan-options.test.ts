import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/setting.ts';
import { settings } from '../../../src/settings.ts';
import { resolveConfig, type TrainOptions } from '../../../src/train/config/config.ts';
import { presetNames, type PresetName } from '../../../src/train/config/names.ts';
import { withStart } from '../../../src/train/config/start.ts';
import { presets } from '../../../src/train/models/index.ts';

const resolve = (preset: PresetName, options: Partial<TrainOptions>) =>
  resolveConfig(presets[preset], {
    ...withStart({ ...defaultsOf(settings.train), preset }),
    ...options,
  });

/** Presets whose networks have neither. */
const PLAIN = ['classroom', 'scratch-decoders', 'iae', 'original'] as const;

describe('α and self-attention are refused where the networks cannot have them', () => {
  test.each(PLAIN)('by %s', (preset) => {
    const refusal = (what: string) => ({
      name: 'InputError',
      message: `The networks of the preset ${preset} cannot ${what}.`,
      advice: 'Leave that out, or take the preset lightweight.',
    });
    const attempt = (options: Partial<TrainOptions>) => {
      try {
        resolve(preset, options);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(attempt({ alpha: 'on' })).toMatchObject(refusal('paint α (alpha)'));
    expect(attempt({ attention: 'on' })).toMatchObject(refusal('have self-attention (attention)'));
    expect(attempt({ alpha: 'on', attention: 'on' })).toMatchObject(
      refusal('paint α (alpha) and have self-attention (attention)'),
    );
    expect(attempt({ alpha: 'off', attention: 'off' })).toBeUndefined();
  });

  test('and by no other preset', () => {
    for (const preset of presetNames.filter((name) => !PLAIN.some((plain) => plain === name))) {
      expect(resolve(preset, { alpha: 'on', attention: 'on' })).toMatchObject({
        alpha: true,
        attention: true,
      });
    }
  });
});

test('the rest of a GAN is switched on and off in every preset', () => {
  for (const preset of presetNames) {
    const on = { adversary: 'relativistic', adversarialWeight: 0.3, edgeWeight: 0.2 } as const;
    const stages = 'without-exchange';
    expect(resolve(preset, { ...on, stages })).toMatchObject({ ...on, stages });
    const off = { adversary: 'none', adversarialWeight: 0, edgeWeight: 0, stages: 'one' } as const;
    expect(resolve(preset, off)).toMatchObject(off);
  }
});

test('only the presets of faceswap-GAN have one unless it is asked for', () => {
  for (const preset of presetNames) {
    const isGan = preset === 'gan' || preset === 'gan-lite';
    const { adversary, alpha, attention, stages, edgeWeight } = resolve(preset, {});
    expect([adversary, stages], preset).toEqual(isGan ? ['mixup', 'faceswap-gan'] : ['none', 'one']);
    expect([alpha, attention, edgeWeight > 0]).toEqual([isGan, isGan, isGan]);
  }
});
