import { Command, CommanderError } from 'commander';
import { Stopped } from '../errors.ts';
import { asCalled, EXIT, note, report } from './output.ts';

/**
 * The commands, in the order in which the help lists them. Only the one that is asked for is loaded: TensorFlow.js alone takes longer
 * than most of what those do that need none of it.
 */
const commands = {
  cast: async () => (await import('./cast.ts')).addCast,
  film: async () => (await import('./film.ts')).addFilm,
  verify: async () => (await import('./verify.ts')).addVerify,
  extract: async () => (await import('./extract.ts')).addExtract,
  models: async () => (await import('./models.ts')).addModels,
  train: async () => (await import('./train.ts')).addTrain,
  convert: async () => (await import('./convert.ts')).addConvert,
  evaluate: async () => (await import('./evaluate.ts')).addEvaluate,
  demo: async () => (await import('./demo.ts')).addDemo,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
} as const satisfies Readonly<Record<string, () => Promise<(program: Command) => void>>>;

/** Runs a command line. @param words what follows `janus`. @returns the exit code: see {@link EXIT}. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    await (await program(words[0])).parseAsync(words, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has said by now what is wrong with the command line, or printed the help asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.refused;
    if (error instanceof Stopped) {
      note(asCalled(`${error.message} ${error.advice}`));
      return EXIT.stopped;
    }
    return report(error);
  }
}

/** @param first the first word, which names the command. Without one, or for a word that names none, all are there to be shown. */
async function program(first = ''): Promise<Command> {
  const janus = new Command('janus')
    .description('Learn the face-swap autoencoder on people who do not exist.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(asCalled(text)),
      writeErr: (text) => process.stderr.write(asCalled(text)),
    })
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
  const names = Object.keys(commands) as (keyof typeof commands)[];
  const asked = names.filter((name) => name === first);
  for (const name of asked.length > 0 ? asked : names) (await commands[name]())(janus);
  for (const command of janus.commands) command.copyInheritedSettings(janus);
  return janus;
}
