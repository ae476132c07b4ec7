import { chooseBackend } from '../engine/backend/choose-backend.ts';
import { directionScores, type DirectionScores } from '../evaluate/direction-scores.ts';
import { IdentityGallery } from '../pipeline/scoring/identity-gallery.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import { scoreClip } from '../pipeline/score.ts';
import { poolOf, type RunOptions } from './options.ts';
import type { Swap } from './swap.ts';

/**
 * Scores a swap against the answer key, which is its ground truth: skill over B's mean face, errors, and what
 * probes estimate of pose and identity. See {@link DirectionScores} for every figure, its unit and its
 * source.
 * @throws the signal's reason when aborted.
 */
export async function score(run: TrainedRun, swapped: Swap, options: RunOptions): Promise<DirectionScores> {
  const { host, backend } = options;
  await chooseBackend(await host.backends(), backend);
  const people = run.config.people.map(({ identity }) => identity);
  const gallery = await IdentityGallery.enroll(host, people, poolOf(options, 'score'));
  try {
    return directionScores(swapped.from, swapped.to, await scoreClip(run, swapped, gallery));
  } finally {
    gallery.dispose();
  }
}
