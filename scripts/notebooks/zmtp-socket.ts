import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

// Flags of a frame.
const MORE = 1;
const LONG = 2;
const COMMAND = 4;

/** Signature, version 3.0, mechanism, "as server" and filler. */
const GREETING = Buffer.concat([
  Buffer.from('ff00000000000000007f0300', 'hex'),
  Buffer.from('NULL'.padEnd(20, '\0'), 'latin1'),
  Buffer.alloc(32),
]);

/**
 * A ZeroMQ socket, as far as a client of a Jupyter kernel needs one: ZMTP 3.0 over TCP on this machine,
 * without security (ZeroMQ RFC 23). ZeroMQ's own package for Node is a native addon, which a test should not
 * need.
 */
export class ZmtpSocket {
  readonly #socket: Socket;
  /** Resumes {@link #take}, which waits for bytes. */
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    for (const event of ['readable', 'close']) socket.on(event, () => this.#wake?.());
    // The other end may die at any time: the messages then end.
    socket.on('error', () => undefined);
  }

  /** @throws Node's error where nothing listens at the port. */
  static async connect(type: 'DEALER' | 'SUB', port: number): Promise<ZmtpSocket> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(Buffer.concat([GREETING, frameOf(COMMAND, readyCommand(type))]));
    const zmtp = new ZmtpSocket(socket);
    await zmtp.#take(GREETING.length);
    // A subscription is a message of one byte and a prefix: no prefix, so that all messages come.
    if (type === 'SUB') zmtp.send([Buffer.from([1])]);
    return zmtp;
  }

  /** Sends a message, of one frame or more. */
  send(frames: readonly Buffer[]): void {
    this.#socket.write(
      Buffer.concat(frames.map((body, i) => frameOf(i < frames.length - 1 ? MORE : 0, body))),
    );
  }

  /** Messages as they come, until the other end or {@link close} ends the connection. */
  async *messages(): AsyncGenerator<Buffer[], void, undefined> {
    let frames: Buffer[] = [];
    for (;;) {
      const flags = (await this.#take(1))?.[0];
      if (flags === undefined) return;
      const length = await this.#take(flags & LONG ? 8 : 1);
      if (length === undefined) return;
      const body = await this.#take(flags & LONG ? Number(length.readBigUInt64BE()) : length[0]);
      if (body === undefined) return;
      if (flags & COMMAND) continue;
      frames.push(body);
      if (flags & MORE) continue;
      yield frames;
      frames = [];
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next bytes; nothing if the connection ends before. */
  async #take(count: number): Promise<Buffer | undefined> {
    if (count === 0) return Buffer.alloc(0);
    while (this.#socket.readable) {
      const bytes = this.#socket.read(count) as Buffer | null;
      if (bytes !== null) return bytes.length === count ? bytes : undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return undefined;
  }
}

function frameOf(flags: number, body: Buffer): Buffer {
  if (body.length < 256) return Buffer.concat([Buffer.from([flags, body.length]), body]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length));
  return Buffer.concat([Buffer.from([flags | LONG]), length, body]);
}

/** The command that opens a connection: its name, and what kind of socket this is. */
function readyCommand(type: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([named('READY'), named('Socket-Type'), length, Buffer.from(type)]);
}

const named = (name: string): Buffer => Buffer.concat([Buffer.from([name.length]), Buffer.from(name)]);
