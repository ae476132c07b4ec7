import { render, sampleShot, studioCapture, type Shot } from '../../src/index.ts';
import { medianTime, type Bench } from './bench.ts';

const ITEMS = 40;
/** Rounds at each size: fewer where each takes longer. */
const ROUNDS = { 64: 21, 128: 11, 256: 7 } as const;

/** Shots of heads that fill the frame as in a crop: the hardest case. */
const shots: readonly Shot[] = Array.from({ length: ITEMS }, (_, seed) => {
  const shot = sampleShot(seed);
  return { ...shot, capture: { ...shot.capture, size: studioCapture.size } };
});
const clip: readonly Shot[] = shots.map((shot) => ({ ...shot, identity: shots[3].identity }));

export const renderBench: Bench = {
  name: 'render',
  about: 'one picture on one core: a new person each, and one person acting, as in a clip',
  run(report) {
    for (const size of [64, 128, 256] as const) {
      for (const [what, list] of [
        ['a new person', shots],
        ['a clip', clip],
      ] as const) {
        const value = medianTime(ROUNDS[size], ITEMS, (item) => {
          render(list[item], size);
        });
        report({ name: `${what}, ${size} × ${size}`, value, unit: 'ms' });
      }
    }
  },
};
