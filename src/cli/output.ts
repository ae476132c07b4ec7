import cliProgress from 'cli-progress';
import { InputError, JanusError } from '../errors.ts';

/** How a command can end. */
export const EXIT = { done: 0, failed: 1, refused: 2, stopped: 130 } as const;

/** Writes lines for a person, or for the next program, to standard output. */
export const print = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

/** Writes a line that is no result to standard error. */
export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Writes figures as one JSON object to standard output. */
export const printJson = (figures: object): void => {
  print(JSON.stringify(figures, null, 2));
};

/** Where progress is told in lines: often enough to see that it lives, seldom enough for a log. */
const SECONDS_BETWEEN_LINES = 5;

/** Says what went wrong and what to do. @returns the exit code. */
export function report(error: unknown): number {
  if (error instanceof JanusError) {
    note(`error: ${error.message}`);
    if (error.advice !== '') note(error.advice);
  } else {
    note(`error: ${error instanceof Error ? error.message : String(error)}`);
    // What the system refused is no bug; anything else that nobody foresaw is.
    const { syscall } = error as Partial<NodeJS.ErrnoException>;
    if (syscall === undefined) {
      note('This is a bug in Janus. Run it again with JANUS_DEBUG=1 to see where, and report it.');
    }
  }
  if (process.env['JANUS_DEBUG'] === '1' && error instanceof Error) note(error.stack ?? '');
  return error instanceof InputError ? EXIT.refused : EXIT.failed;
}

/** Shows how far some work is and how long it will take: a bar in a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #what: string;
  readonly #started = performance.now();
  readonly #bar: cliProgress.SingleBar | undefined;
  #said = 0;

  /** @param what is being done, e.g. `Filming`. */
  constructor(what: string) {
    this.#what = what;
    if (!process.stderr.isTTY) return;
    this.#bar = new cliProgress.SingleBar({
      format: `${what} {bar} {value} of {total} · {left} left`,
      barsize: 30,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: true,
    });
  }

  update(done: number, total: number): void {
    const elapsed = this.seconds;
    const left = duration((elapsed / done) * (total - done));
    if (this.#bar) {
      if (!this.#bar.isActive) this.#bar.start(total, done, { left });
      else this.#bar.update(done, { left });
    } else if (elapsed - this.#said >= SECONDS_BETWEEN_LINES && done < total) {
      this.#said = elapsed;
      note(`${this.#what}: ${done} of ${total}, ${left} left`);
    }
  }

  /** Tells how much of the work is over, from 0 to 1, and more. @param elapsed seconds of work. */
  tell(part: number, elapsed: number, more: string): void {
    const left = duration(part > 0 ? (elapsed * (1 - part)) / part : 0);
    if (this.#bar) {
      const percent = Math.round(100 * part);
      const shown = `${left} left · ${more}`;
      if (!this.#bar.isActive) this.#bar.start(100, percent, { left: shown });
      else this.#bar.update(percent, { left: shown });
    } else if (this.seconds - this.#said >= SECONDS_BETWEEN_LINES) {
      this.#said = this.seconds;
      note(`${this.#what}: ${(100 * part).toFixed(0)} %, ${left} left · ${more}`);
    }
  }

  stop(): void {
    this.#bar?.stop();
  }

  /** Since the start. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }
}

/** Seconds as a person says them: `45 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Bytes as a person says them: `12 kB`, `64.1 MB`. */
export function fileSize(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
