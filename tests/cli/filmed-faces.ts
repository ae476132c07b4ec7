import { expect } from 'vitest';
import { janusHere } from './run-janus.ts';

/** A clip of seconds; a second thread would take longer to start than it saves. */
export const SHORT = ['--frames', '12', '--size', '72', '--takes', '3', '--workers', '1'];
export const KNOWN = ['--landmarks', 'truth', '--workers', '1'];
/** A training whose steps are small, and which saves after each. */
export const SMALL = ['--preset', 'lightweight', '--batch', '1', '--workers', '1', '--save-every', '0'];
export const FACES = ['faces/mira-training', 'faces/oskar-training'];

/** Films Mira and Oskar, each for training and for driving, and extracts the clips. */
export async function filmFaces(home: string): Promise<void> {
  for (const person of ['mira', 'oskar']) {
    for (const kind of ['training', 'driving']) {
      const film = await janusHere(['film', person, '--kind', kind, ...SHORT], home);
      expect(film.err + film.out).toContain('Filmed 12 frames');
      await janusHere(['extract', `clips/${person}-${kind}`, ...KNOWN], home);
    }
  }
}
