import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { janusHere } from '../run-janus.ts';
import { scratchHome } from '../scratch-home.ts';
import { object } from './printed-object.ts';

const { home, folder } = scratchHome();

describe('cast', () => {
  test('lists the twelve and draws them', async () => {
    const { code, out } = await janusHere(['cast'], folder('cast'));
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => /^\w+ +\S/.test(line))).toHaveLength(12);
    const { width, height, xmp } = await sharp(join(home, 'cast', 'cast.png')).metadata();
    expect([width, height]).toEqual([4 + 4 * 132, 4 + 3 * 132]);
    expect(xmp?.toString()).toContain('algorithmicMedia');
  });

  test('draws anyone, and prints one object if asked', async () => {
    const words = [
      'cast',
      'yuna',
      '--seeds',
      '3-5',
      '--size',
      '64',
      '--columns',
      '2',
      '--out',
      'sheet.png',
      '--json',
    ];
    const { code, out } = await janusHere(words, folder('anyone'));
    expect(code).toBe(0);
    expect(object(out)['people']).toHaveLength(4);
    expect(existsSync(join(home, 'anyone', 'sheet.png'))).toBe(true);
  });
});
