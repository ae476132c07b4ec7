import type { Command } from 'commander';
import { describeChoice } from '../../engine/backend/choose-backend.ts';
import type { Diagnosis } from '../../node/backends/diagnose.ts';
import type { Values } from '../../setting.ts';
import { settings } from '../../settings.ts';
import { adviceOn } from '../doctor-advice.ts';
import { note, print, printJson, Progress } from '../output.ts';
import { addSettings } from '../setting-flags.ts';

type Options = Values<typeof settings.compute> & { json?: true };

export function doctorCommand(command: Command): void {
  command.description(
    'Shows what Janus would train with on this machine and how fast: versions, cores, backends, a speed test of two seconds, and advice.',
  );
  addSettings(command, settings.compute)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  janus doctor
  janus doctor --backend wasm --workers 1      the speed of one core
  janus doctor --json | jq .speed.gflops

Exit code 1: no backend runs here, or not the one asked for.`,
    )
    .action(doctor);
}

async function doctor({ backend, workers, json }: Options): Promise<void> {
  // Not at the head of the file: TensorFlow.js takes a while to load, and the help does not need it.
  const { diagnose } = await import('../../node/backends/diagnose.ts');
  let progress: Progress | undefined;
  const found = await diagnose({
    backend,
    workers,
    onChoice: (choice) => {
      note(describeChoice(choice));
      progress = new Progress('Measuring');
    },
    onProgress: (part) => {
      progress?.update(Math.ceil(100 * part), 100);
    },
  }).finally(() => progress?.stop());
  const advice = adviceOn(found);
  if (json) {
    printJson({ ...found, advice });
    return;
  }
  const sentences = advice.length === 0 ? ['All is well.'] : advice;
  print(...describe(found), '', 'Advice', ...sentences.map((sentence) => `  ${sentence}`));
}

function describe({ versions, machine, backends, choice, pictures, workers, speed }: Diagnosis): string[] {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  const rows: [string, string][] = [
    [
      'Versions',
      `Janus ${versions.janus}, TensorFlow.js ${versions.tensorflow}, Node ${versions.node}, V8 ${versions.v8}`,
    ],
    [
      'Machine',
      `${machine.cpu}, ${machine.platform} ${machine.arch}, ${(machine.memory / 1e9).toFixed(1)} GB of memory`,
    ],
    ['Cores', `${machine.usableCores} of ${machine.cores} usable, a worker thread each`],
    ['Shared memory', yes(machine.sharedMemory)],
    ['WebAssembly SIMD', yes(machine.simd)],
    ...backends.map((backend, i): [string, string] => [
      i === 0 ? 'Backends' : '',
      `${backend.name.padEnd(13)}  ${backend.runs ? `yes: ${backend.why}` : `no: ${backend.reason}`}`,
    ]),
    ['Pictures', pictures.runs ? `yes: ${pictures.why}` : `no: ${pictures.reason}`],
    [
      'Speed',
      `${figure(speed.stepsPerSecond)} small training steps a second, ${figure(speed.gflops)} GFLOP/s, on ${choice.name}${
        choice.name === 'wasm' ? ` with ${workers} ${workers === 1 ? 'worker' : 'workers'}` : ''
      }`,
    ],
  ];
  return rows.map(([title, text]) => `${title.padEnd(16)}  ${text}`);
}

/** Two or three significant digits. */
const figure = (value: number): string =>
  value < 10 ? value.toPrecision(2) : value.toFixed(value < 100 ? 1 : 0);
