import cliProgress from 'cli-progress';
import { InputError, JanusError } from '../errors.ts';

/** Exit codes of a command. */
export const EXIT = { done: 0, failed: 1, refused: 2, stopped: 130 } as const;

/** Writes lines for a person, or for the next program, to standard output. */
export const print = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

/**
 * Writes a line that is no result to standard error. Control characters are escaped, since a terminal must
 * not obey those in a file's name or content.
 */
export const note = (line: string): void => {
  process.stderr.write(`${escapeControls(line)}\n`);
};

/** A text with its control characters, except the end of a line, escaped as `\\x1b`. */
export const escapeControls = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) =>
    character === '\n' ? character : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );

/** Writes figures as one JSON object to standard output. */
export const printJson = (figures: object): void => {
  print(JSON.stringify(figures, null, 2));
};

/** The interval of progress lines: short enough to see that work goes on, long enough for a log. */
const SECONDS_BETWEEN_LINES = 5;

/** Says what went wrong and what to do. @returns the exit code. */
export function report(error: unknown): number {
  if (error instanceof JanusError) {
    note(`error: ${error.message}`);
    if (error.advice !== '') note(asCalled(error.advice));
  } else {
    note(`error: ${error instanceof Error ? error.message : String(error)}`);
    // An error of the system is no bug of Janus; any other unexpected error is.
    const { syscall } = error as Partial<NodeJS.ErrnoException>;
    if (syscall === undefined) {
      note('This is a bug in Janus. Run it again with JANUS_DEBUG=1 to see where, and report it.');
    }
  }
  if (process.env['JANUS_DEBUG'] === '1' && error instanceof Error) note(error.stack ?? '');
  return error instanceof InputError ? EXIT.refused : EXIT.failed;
}

/** Columns of a terminal with room for a bar beside the text. */
const ROOM_FOR_BAR = 110;

/** Whether Janus runs as a script of its own package.json: in a checkout, `janus` is called through npm. */
export const isNpmScript = (): boolean =>
  process.env['npm_package_name'] === 'janus-faceswap' &&
  ['janus', 'demo'].includes(process.env['npm_lifecycle_event'] ?? '');

/** A text with the commands in it as they are called in this installation. */
export const asCalled = (text: string): string =>
  isNpmScript() ? text.replace(/\bjanus (?=[a-z])/g, 'npm run janus -- ') : text;

/**
 * Shows the progress of some work and the time left: on a line that changes in a terminal, else on a new line
 * every few seconds.
 */
export class Progress {
  readonly #what: string;
  readonly #started = performance.now();
  readonly #bar: cliProgress.SingleBar | undefined;
  #printed = 0;

  /** @param what is being done, e.g. `Filming`. @param out where to. */
  constructor(what: string, out: Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>> = process.stderr) {
    this.#what = what;
    if (!out.isTTY) return;
    this.#bar = new cliProgress.SingleBar({
      format: `${what} ${(out.columns ?? 80) < ROOM_FOR_BAR ? '' : '{bar} '}{text}`,
      stream: out as NodeJS.WriteStream,
      barsize: 20,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
    });
  }

  /** Shows how many items of the work are done. */
  update(done: number, total: number): void {
    const text = [`${done} of ${total}`, ...timeLeft(done / total, this.seconds)].join(' · ');
    this.#show(done / total, text);
  }

  /** Shows the fraction of the work that is done, 0 to 1, and more. @param elapsed seconds of work. */
  updateFraction(part: number, elapsed: number, ...more: readonly string[]): void {
    this.#show(part, [`${Math.round(100 * part)} %`, ...timeLeft(part, elapsed), ...more].join(' · '));
  }

  #show(part: number, text: string): void {
    if (this.#bar) {
      if (!this.#bar.isActive) this.#bar.start(1, part, { text });
      else this.#bar.update(part, { text });
    } else if (this.seconds - this.#printed >= SECONDS_BETWEEN_LINES && part < 1) {
      this.#printed = this.seconds;
      note(`${this.#what}: ${text}`);
    }
  }

  stop(): void {
    this.#bar?.stop();
  }

  /** Seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }
}

/** The estimated time left; nothing before any work is done. */
const timeLeft = (part: number, elapsed: number): string[] =>
  part > 0 ? [`${clock((elapsed * (1 - part)) / part)} left`] : [];

/** Seconds as on a clock: `1:30`, `2:00:00`. */
function clock(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Seconds in words: `45 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Bytes with a unit: `12 kB`, `64.1 MB`. */
export function fileSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
