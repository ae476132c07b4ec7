import type { Content, Message } from './message.ts';
import type { Output } from './notebook.ts';

/**
 * How long to wait for outputs after the kernel has said that it is idle: Deno's sends some of them
 * milliseconds later.
 */
const LATE_MS = 100;

/** A request to a kernel, and what comes of it. */
export class Request {
  /** Resolved with the reply, once all that was put out is here too. */
  readonly reply: Promise<Content>;
  /** In order; a display that was updated is as it was last. */
  readonly outputs: Output[] = [];
  /** Where in the outputs each display is that can be updated. */
  readonly #displays = new Map<unknown, number>();
  #reply: Content | undefined;
  #isIdle = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resolve!: (reply: Content) => void;

  constructor() {
    this.reply = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Takes a message that belongs to it. */
  receive({ type, content: { transient, ...content } }: Message): void {
    const display = (transient as Content | undefined)?.['display_id'];
    switch (type) {
      case 'status':
        this.#isIdle ||= content['execution_state'] === 'idle';
        break;
      case 'display_data':
      case 'execute_result':
      case 'stream':
      case 'error':
        if (display !== undefined) this.#displays.set(display, this.outputs.length);
        this.outputs.push(outputOf(type, content));
        break;
      case 'update_display_data': {
        const index = this.#displays.get(display);
        if (index !== undefined) this.outputs[index] = outputOf('display_data', content);
        break;
      }
      default:
        if (type.endsWith('_reply')) this.#reply = content;
    }
    if (this.#isIdle && this.#reply !== undefined) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.#resolve, LATE_MS, this.#reply);
    }
  }
}

const outputOf = (output_type: Output['output_type'], content: Content): Output =>
  ({ output_type, ...content }) as Output;
