import { join } from 'node:path';
import { asArgument, Stopped } from '../errors.ts';
import { runDemo, type DemoOptions, type DemoResult, type DemoStep } from '../pipeline/demo.ts';
import { portraitOf } from '../pipeline/people.ts';
import { defaultsOf } from '../setting.ts';
import { settings } from '../settings.ts';
import { clipIn } from './disk/clip-folder.ts';
import { writeFaces } from './disk/faces-folder.ts';
import { filmToFolder } from './disk/film-folder.ts';
import { findPersonOrFile } from './disk/person-file.ts';
import { expectRoom, extractionsFrom, newRun } from './disk/run-folder.ts';
import { CompareFilm, writeEvaluation, type EvaluatedRun } from './evaluate-run.ts';
import { nodeHost } from './host.ts';
import { writeContactSheet } from './media/contact-sheet.ts';

/** The result of a demo. */
export interface DemoInFolder {
  readonly result: DemoResult;
  readonly evaluated: EvaluatedRun;
}

/**
 * Runs a demo and keeps everything in a folder: clips, alignments, the run, a video and a report.
 * @param names two people: cast names, `seed:123`, or JSON files of identities. @param out the folder;
 * another demo's content is replaced.
 * @throws as `runDemo`; InputError, before anything is filmed, if something else is where the run would go;
 * Stopped saying how to go on.
 */
export async function demoInFolder(
  names: readonly [string, string],
  out: string,
  options: Omit<DemoOptions, 'keep' | 'onFrame'>,
): Promise<DemoInFolder> {
  const host = nodeHost();
  const people = [await findPersonOrFile(host, names[0]), await findPersonOrFile(host, names[1])] as const;
  const folder = join(out, 'run');
  await expectRoom(folder, true);
  const sheet = { columns: 2, size: options.size };
  await writeContactSheet(join(out, 'cast.png'), people.map(portraitOf), sheet);
  const driving: string[] = [];
  const clips = new Map<string, string>();
  const run = newRun(folder);
  let step: DemoStep | undefined;
  let film: CompareFilm | undefined;
  const result = await runDemo(host, people, {
    ...options,
    onStep: (begun) => {
      step = begun;
      options.onStep?.(begun);
    },
    keep: {
      film: async (plan, name, pool) => {
        const clip = await filmToFolder(host, plan, join(out, 'clips', name), { ...pool, force: true });
        clips.set(name, clip.folder);
        return clipIn(clip.folder, clip.manifest, clip.frames);
      },
      keepFaces: async (extracted, name) => {
        const faces = join(out, 'faces', name);
        await writeFaces(faces, extracted, { folder: clips.get(name)! });
        if (extracted.clip.plan.kind === 'driving') driving.push(faces);
        return (await extractionsFrom(folder, [faces]))[0];
      },
      run,
    },
    onConvert: (pair) => {
      film = new CompareFilm(pair);
    },
    onFrame: (from, index, frame) => {
      film!.add(from, index, frame);
    },
  }).catch(async (error: unknown) => {
    if (!(error instanceof Stopped) || !(await run.has('checkpoints'))) throw error;
    const evaluate = `janus evaluate ${[folder, ...driving].map(asArgument).join(' ')}`;
    throw new Stopped(
      error.message,
      step === 'train'
        ? `Go on with it: janus train --resume ${asArgument(folder)}. Then see what it can do: ${evaluate}`
        : `See what it can do: ${evaluate}`,
    );
  });
  const converting = defaultsOf(settings.convert);
  const evaluated = await writeEvaluation(host, folder, result.run, result.directions, converting, film!);
  result.run.dispose();
  return { result, evaluated };
}
