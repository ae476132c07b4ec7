import { directionScores, type DirectionScores } from '../evaluate/direction-scores.ts';
import { IdentityGallery } from '../pipeline/scoring/identity-gallery.ts';
import type { TrainedRun } from '../pipeline/run/load.ts';
import { expectScorable, scoreClip } from '../pipeline/score.ts';
import { expectOptions, poolOf, type RunOptions } from './options.ts';
import type { Swap } from './swap.ts';
import { withBackend } from './turns.ts';

/**
 * Scores a swap against the answer key, which is its ground truth: skill over B's mean face, errors, and what
 * probes estimate of pose and identity. See {@link DirectionScores} for every figure, its unit and its
 * source.
 * @throws InputError for a swap of a training clip, or of a person to themself; the signal's reason when
 * aborted.
 */
export async function score(run: TrainedRun, swapped: Swap, options: RunOptions): Promise<DirectionScores> {
  expectOptions(options);
  expectScorable(run, swapped);
  const { host, signal } = options;
  const people = run.config.people.map(({ identity }) => identity);
  const { onProgress, ...pool } = poolOf(options, 'score');
  return withBackend(options, async () => {
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
  });
}
