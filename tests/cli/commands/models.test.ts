import { describe, expect, test } from 'vitest';
import { presetNames } from '../../../src/train/config/names.ts';
import { scratchFolder } from '../../scratch-folder.ts';
import { janusHere } from '../run-janus.ts';
import { object } from './printed-object.ts';

const home = scratchFolder();

describe('models', () => {
  test('lists the presets with parameters and operations; that of 2017 has the 82.1 million parameters worked out by hand', async () => {
    const { code, out } = await janusHere(['models', '--json'], home);
    expect(code).toBe(0);
    const models = object(out) as Record<string, { parameters: number; flops: number }>;
    expect(Object.keys(models)).toEqual(presetNames);
    // The arithmetic is in tests/train/models/original.test.ts.
    expect(models['original'].parameters).toBe(82_062_470);
    for (const { flops } of Object.values(models)) expect(flops).toBeGreaterThan(1e7);
  });

  test('shows one layer by layer, and says which there are', async () => {
    const { code, out } = await janusHere(['models', 'classroom'], home);
    expect(code).toBe(0);
    expect(out).toMatch(/^classroom: from labels.*\n\n.*encoder/s);
    expect(out).toMatch(/^--start +labels\n--batch +8\n--learning-rate +0\.0004$/m);
    const wrong = await janusHere(['models', 'clasroom'], home);
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.err).toContain('The preset is "clasroom": expected one of classroom, ');
  });
});
