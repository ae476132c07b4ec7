/**
 * `npm run figures:swap`: runs the demo, three minutes or so, and makes the README's film of its first three
 * seconds: docs/figures/swap.webp.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { XMP_PACKET } from '../src/index.ts';
import { writeFileAtomic } from '../src/node/disk/atomic.ts';
import { demoInFolder } from '../src/node/demo.ts';
import { defaultsOf } from '../src/setting.ts';
import { settings } from '../src/settings.ts';

const FILE = new URL('../docs/figures/swap.webp', import.meta.url).pathname;
const OUT = join('.cache', 'swap-figure');
const [A, B] = ['ingrid', 'kwame'];
const FRAMES = 75;

const { evaluated } = await demoInFolder([A, B], OUT, {
  ...defaultsOf(settings.demo),
  ...defaultsOf(settings.compute),
  onStep: (step) => {
    console.log(step);
  },
});
const film = sharp(evaluated.files.video, { pages: FRAMES });
await writeFileAtomic(FILE, await film.webp({ quality: 75, effort: 6 }).withXmp(XMP_PACKET).toBuffer());
for (const { from, to, skill, frames } of evaluated.scores) {
  const percent = (value: number | null) => `${(100 * (value ?? NaN)).toFixed(0)} %`;
  console.log(`${from} → ${to}: skill ${percent(skill)}, in whole frames ${percent(frames.skill)}`);
}
await rm(OUT, { recursive: true });
