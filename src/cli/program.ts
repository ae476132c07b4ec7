import { Command, CommanderError } from 'commander';
import { InputError, Stopped } from '../errors.ts';
import { VERSION } from '../version.ts';
import { changeToCallersFolder } from './working-folder.ts';
import { asCalled, escapeControls, EXIT, note, report } from './output.ts';

interface CommandEntry {
  /** One line for the help. */
  readonly summary: string;
  /** Loads the function that describes the command and runs it. */
  readonly load: () => Promise<(command: Command) => void>;
}

/**
 * The commands, in the order in which the help lists them. Only the command that is called is loaded: loading
 * TensorFlow.js takes longer than most commands that do not need it.
 */
const commands: Readonly<Record<string, CommandEntry>> = {
  cast: {
    summary: 'show the people of the cast, or others',
    load: async () => (await import('./commands/cast.ts')).castCommand,
  },
  film: {
    summary: 'film a clip of somebody',
    load: async () => (await import('./commands/film.ts')).filmCommand,
  },
  verify: {
    summary: 'prove that every frame of a clip is synthetic',
    load: async () => (await import('./commands/verify.ts')).verifyCommand,
  },
  extract: {
    summary: 'find and align the face in every frame of a clip',
    load: async () => (await import('./commands/extract.ts')).extractCommand,
  },
  models: {
    summary: 'list the autoencoders and their layers',
    load: async () => (await import('./commands/models.ts')).modelsCommand,
  },
  train: {
    summary: 'train the autoencoder on two people or more',
    load: async () => (await import('./commands/train.ts')).trainCommand,
  },
  convert: {
    summary: 'put swapped faces back into clips',
    load: async () => (await import('./commands/convert.ts')).convertCommand,
  },
  evaluate: {
    summary: 'score a run on clips that it was not trained on',
    load: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  },
  demo: {
    summary: 'run all steps: two people, a swapped video and its scores',
    load: async () => (await import('./commands/demo.ts')).demoCommand,
  },
  doctor: {
    summary: 'show what this machine trains with, and how fast',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
};

/** Runs a command line. @param words what follows `janus`. @returns the exit code: see {@link EXIT}. */
export async function run(words: readonly string[]): Promise<number> {
  try {
    changeToCallersFolder();
    await (await program(words[0])).parseAsync(words, { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Commander has already reported what is wrong with the command line, or printed the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.refused;
    if (error instanceof Stopped) {
      note(asCalled(`${error.message} ${error.advice}`));
      return EXIT.stopped;
    }
    return report(error);
  }
}

/**
 * Refuses empty values: a script's unset variable must not mean the current folder.
 * @throws InputError naming the flag.
 */
function refuseEmptyValues(command: Command): void {
  const empty = command.options.find((option) => command.getOptionValue(option.attributeName()) === '');
  const place = command.processedArgs.flat().includes('') ? 'An argument' : empty?.long;
  if (place !== undefined)
    throw new InputError(`${place} is empty.`, `janus ${command.name()} --help has examples.`);
}

/** @param first the first word, which names the command. The other commands are only listed. */
async function program(first = ''): Promise<Command> {
  const janus = new Command('janus')
    .description('Train and study the face-swap autoencoder, on people who do not exist.')
    .version(VERSION, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => process.stdout.write(asCalled(text)),
      writeErr: (text) => process.stderr.write(escapeControls(asCalled(text))),
    })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  janus cast                      see the cast
  janus film mira                 film one of them
  janus verify clips/mira-training
  janus extract clips/mira-training
  janus train faces/mira-training faces/oskar-training
  janus convert runs/mira-oskar faces/mira-driving
  janus demo                      all steps: two people, a swapped video and its score
  janus doctor                    see what this machine trains with

A person is given as a cast name (mira), seed:123, or a JSON file of an identity.
Exit codes: 0 done, 1 failed, 2 bad usage or refused input, 130 stopped.`,
    );
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = janus.command(name).summary(summary);
    if (name === first) (await load())(command);
    command.copyInheritedSettings(janus).hook('preAction', refuseEmptyValues);
  }
  return janus;
}
