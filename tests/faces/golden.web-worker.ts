import { draw, goldenShots } from './golden.ts';

self.postMessage(draw(goldenShots));
