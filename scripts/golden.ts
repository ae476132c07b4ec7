/**
 * Rewrites tests/faces/golden.json from the renderer as it is now, and says how many pictures changed.
 * Run it after a change that is meant to change pictures, and look at some of them before committing.
 */
import { writeFileSync } from 'node:fs';
import { RENDERER_VERSION } from '../src/index.ts';
import { differences, draw, goldenShots, recorded } from '../tests/faces/golden.ts';

const drawn = draw(goldenShots);
const changed = differences(drawn);
const added = goldenShots.filter(({ name }) => !(name in recorded.shots)).length;
const gone = Object.keys(recorded.shots).filter((name) => !(name in drawn));
for (const line of changed.slice(0, 20)) console.log(line);
if (changed.length > 20) console.log(`… and ${changed.length - 20} more`);
console.log(
  `${changed.length - added} of ${goldenShots.length} pictures changed, ${added} are new, ${gone.length} left the list.`,
);
if (changed.length > added && recorded.rendererVersion === RENDERER_VERSION) {
  console.log(
    `RENDERER_VERSION is still ${RENDERER_VERSION}. If clips of this version have been given away, raise it in src/faces/render.ts.`,
  );
}
const record = { rendererVersion: RENDERER_VERSION, shots: drawn };
writeFileSync(
  new URL('../tests/faces/golden.json', import.meta.url),
  `${JSON.stringify(record, undefined, 2)}\n`,
);
