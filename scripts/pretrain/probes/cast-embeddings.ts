import { writeFileSync } from 'node:fs';
import { chooseBackend } from '../../../src/engine/backend/choose-backend.ts';
import { nodeBackends } from '../../../src/node/backends/node-backends.ts';
import { assetPath, nodeHost } from '../../../src/node/host.ts';
import { loadProbes } from '../../../src/pipeline/networks/pretrained.ts';
import { loadCast } from '../../../src/pipeline/people.ts';
import { CAST_EMBEDDINGS, enrollPeople } from '../../../src/pipeline/scoring/enroll.ts';

/** Of a number between −1 and 1: half floats of the probe's weights have fewer. */
const DIGITS = 4;

/** Enrolls the cast by the identity probe as it is, and writes their embeddings. */
export async function embedCast(): Promise<void> {
  const host = nodeHost();
  await chooseBackend(nodeBackends(), 'wasm');
  const cast = await loadCast(host);
  const probes = await loadProbes(host);
  const embeddings = await enrollPeople(
    host,
    probes,
    cast.map(({ identity }) => identity),
  );
  probes.dispose();
  const numbersOf = (embedding: Float32Array) => [...embedding].map((value) => Number(value.toFixed(DIGITS)));
  const lines = cast.map(({ name }, i) => `  "${name}": ${JSON.stringify(numbersOf(embeddings[i]))}`);
  writeFileSync(assetPath(CAST_EMBEDDINGS), `{\n${lines.join(',\n')}\n}\n`);
}
