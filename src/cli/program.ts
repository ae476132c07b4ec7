import { Command, CommanderError } from 'commander';
import { addCast } from './cast.ts';
import { addConvert } from './convert.ts';
import { addDemo } from './demo.ts';
import { addDoctor } from './doctor.ts';
import { addEvaluate } from './evaluate.ts';
import { addExtract } from './extract.ts';
import { addFilm } from './film.ts';
import { addModels } from './models.ts';
import { EXIT, note, report } from './output.ts';
import { Stopped } from './stopping.ts';
import { addTrain } from './train.ts';
import { addVerify } from './verify.ts';

/** Runs a command line. @param words what follows `janus`. @returns the exit code: see {@link EXIT}. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(words, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said by now what is wrong with the command line, or printed the help asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.refused;
    if (error instanceof Stopped) {
      note(`${error.message} ${error.advice}`);
      return EXIT.stopped;
    }
    return report(error);
  }
}

function program(): Command {
  const janus = new Command('janus')
    .description('Learn the face-swap autoencoder on people who do not exist.')
    .exitOverride()
    .showHelpAfterError('Run it with --help to see what it takes.')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  janus cast                      see who there is
  janus film mira                 film one of them
  janus verify clips/mira-training
  janus demo                      two people, from nothing to a swapped video and its score
  janus extract clips/mira-training
  janus train faces/mira-training faces/oskar-training
  janus convert runs/mira-oskar faces/mira-driving
  janus doctor                    see what this machine can do

A person is a cast name (mira), seed:123, or a JSON file of an identity, everywhere.
Exit codes: 0 done, 1 failed, 2 bad usage or refused input, 130 stopped.`,
    );
  addCast(janus);
  addFilm(janus);
  addVerify(janus);
  addExtract(janus);
  addModels(janus);
  addTrain(janus);
  addConvert(janus);
  addEvaluate(janus);
  addDemo(janus);
  addDoctor(janus);
  for (const command of janus.commands) command.copyInheritedSettings(janus);
  return janus;
}
