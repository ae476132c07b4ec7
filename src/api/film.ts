import { planClip } from '../clips/plan.ts';
import type { Identity } from '../faces/shot/identity.ts';
import { drawClip } from '../pipeline/film.ts';
import { drawnClip, type Clip } from '../pipeline/frame-source.ts';
import { findPerson } from '../pipeline/people.ts';
import { chosen, type Values } from '../setting.ts';
import { settings } from '../settings.ts';
import { expectOptions, poolOf, settingsWith, type RunOptions } from './options.ts';

/** The settings of a clip; a video is for the command line alone. */
const { video: _, ...filmSettings } = settings.film;

/** See `janus film --help`: kind, frames, takes, seed, size, fps and occluder. */
export type FilmOptions = RunOptions & Partial<Values<typeof filmSettings>>;

/**
 * Films a clip of somebody who does not exist. The clip holds its manifest, from which every frame can be drawn
 * again, and its frames, if they take 256 MB or less.
 * @param who a cast name (`mira`), `seed:123`, or an identity.
 * @throws InputError if there is nobody of that name, or a setting is out of range; the signal's reason when
 * aborted.
 */
export async function film(who: string | Identity, options: FilmOptions): Promise<Clip> {
  expectOptions(options, ...Object.keys(filmSettings));
  const { kind, frames, takes, seed, size, fps, occluder } = settingsWith(filmSettings, options);
  const person = typeof who === 'string' ? await findPerson(options.host, who) : { identity: who };
  const plan = planClip({
    ...{ kind, seed, occluder },
    ...chosen({ frames, takes, size, fps }),
    identity: person.identity,
    ...('name' in person && { name: person.name }),
  });
  const { manifest, frames: drawn } = await drawClip(options.host, plan, poolOf(options, 'film'));
  return drawnClip(manifest, drawn);
}
