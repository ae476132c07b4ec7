import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderStore } from '../../../src/node/disk/folder-store.ts';
import { findCheckpoint } from '../../../src/pipeline/run/checkpoint.ts';
import { bundle } from '../../bundle.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const KILLS = 30;
/** More than there is time for before the last kill. */
const STEPS = 4000;
const home = scratchFolder();
/** One file, since it starts so many times. */
const script = await bundle(new URL('tiny-run.ts', import.meta.url));

/** When to kill -9: milliseconds from the process's start, or from its first checkpoint. */
interface Kill {
  readonly from: 'start' | 'checkpoint';
  readonly after: number;
}

/**
 * Trains in a process of its own, until it is killed, if it is to be.
 * @returns the last step that it reported as saved; 0 if none.
 */
function trainUntilKilled(run: string, steps: number, kill?: Kill): Promise<number> {
  const child = spawn(process.execPath, [script, run, String(steps)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killLater = () => setTimeout(() => child.kill('SIGKILL'), kill!.after);
  let output = '';
  let err = '';
  if (kill?.from === 'start') killLater();
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  child.stdout.on('data', (data: Buffer) => {
    if (output === '' && kill?.from === 'checkpoint') killLater();
    output += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code, signal) => {
      const last = Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
      if (code === 0 || signal === 'SIGKILL') resolve(last);
      else reject(new Error(err));
    });
  });
}

const digestOf = (folder: string): string => {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/weights\.bin$|optimizer\.bin$/.test(name))
      hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
};

test(
  `killed ${KILLS} times at any instant, a training loses no step that it had saved, and comes to the same end`,
  { timeout: 400_000 },
  async () => {
    const run = join(home, 'killed');
    let before = 0;
    let start = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const began = performance.now();
      // Every other one from a checkpoint on: instants spread over more than a step and its save, in no step
      // with them. The rest while it starts, finds and reads the last checkpoint, and saves its first: spread
      // over somewhat more than that takes.
      const late = kill % 2 === 0;
      const after = late ? (kill * 37) % 101 : start * (0.2 + (((kill * 7) % KILLS) / KILLS) * 1.1);
      const saved = await trainUntilKilled(run, STEPS, { from: late ? 'checkpoint' : 'start', after });
      if (late) start = performance.now() - began - after;
      const { progress, damaged } = (await findCheckpoint(folderStore(run), 'lightweight'))!;
      expect(damaged).toEqual([]);
      expect(progress.step).toBeGreaterThanOrEqual(Math.max(saved, before));
      if (late) expect(progress.step, 'it went on').toBeGreaterThan(before);
      before = progress.step;
    }
    expect(before).toBeLessThan(STEPS);
    const steps = before + 3;
    await trainUntilKilled(run, steps);
    const whole = join(home, 'whole');
    await trainUntilKilled(whole, steps);
    const [killedEnd, wholeEnd] = await Promise.all(
      [run, whole].map(async (folder) => (await findCheckpoint(folderStore(folder), 'lightweight'))!),
    );
    expect(killedEnd.progress.step).toBe(steps);
    expect(wholeEnd.progress.step).toBe(steps);
    expect(digestOf(join(run, killedEnd.folder))).toBe(digestOf(join(whole, wholeEnd.folder)));
    expect(readdirSync(join(run, 'checkpoints')), 'what the kills left is swept away').toHaveLength(2);
  },
);
