import { parentPort } from 'node:worker_threads';
import { draw, goldenShots } from './golden.ts';

parentPort!.postMessage(draw(goldenShots));
