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
 * @throws InputError for a swap of a training clip, or of a person to themself; the signal's reason when
 * aborted.
 */
export async function score(run: TrainedRun, swapped: Swap, options: RunOptions): Promise<DirectionScores> {
  const { host, backend, signal } = options;
  signal?.throwIfAborted();
  await chooseBackend(await host.backends(), backend);
  const people = run.config.people.map(({ identity }) => identity);
  const { onProgress, ...pool } = poolOf(options, 'score');
  const gallery = await IdentityGallery.enroll(host, people, {
    ...pool,
    onProgress: (done, total) => onProgress?.(done, 2 * total),
  });
  try {
    const direction = await scoreClip(run, swapped, gallery, signal);
    onProgress?.(1, 1);
    return directionScores(swapped.from, swapped.to, direction);
  } finally {
    gallery.dispose();
  }
}
