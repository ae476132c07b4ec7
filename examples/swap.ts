/**
 * Two people who do not exist, a short training, and the swap as a picture: `node swap.ts` (Node 22.18 or
 * newer), or `npx tsx swap.ts`.
 */
import { contactSheet, extract, film, score, swap, train, type RunOptions } from 'janus-faceswap';
import { nodeHost, savePicture } from 'janus-faceswap/node';

const options: RunOptions = {
  host: nodeHost(),
  onEvent: (event) => {
    if (event.kind === 'metrics') console.log(`${Math.round(100 * event.fraction)} % trained`, event.metrics);
  },
};

// 1. Film two people, find their faces and align them.
const faces = [];
for (const person of ['ingrid', 'kwame']) {
  const clip = await film(person, { ...options, frames: 200, size: 128 });
  faces.push(await extract(clip, options));
}

// 2. Train a decoder for each of them, behind one encoder for both.
const run = await train(faces, { ...options, minutes: 0.25 });

// 3. Film Ingrid again, and put Kwame's face into the clip.
const clip = await film('ingrid', { ...options, kind: 'driving', frames: 50, size: 128 });
const swapped = await swap(run, await extract(clip, options), options);
await savePicture('swap.png', contactSheet(swapped));

// Above 0 % the swap is better than one still picture of Kwame; 100 % is Kwame to the pixel.
const { from, to, skill } = await score(run, swapped, options);
console.log(`${from} → ${to}: skill ${(100 * (skill ?? NaN)).toFixed(0)} %, see swap.png`);
run.dispose();
