import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { newConnection } from './connection.ts';
import { KernelProcess } from './kernel-process.ts';
import { decodeMessage, encodeRequest, type Content } from './message.ts';
import type { Output } from './notebook.ts';
import { Request } from './request.ts';
import { ZmtpSocket } from './zmtp-socket.ts';

/** How long to wait before trying to connect again, and before asking again, while the kernel starts. */
const RETRY_MS = 20;
const REPLY_TIMEOUT_MS = 500;

/** What came of a cell. */
export interface Execution {
  readonly status: 'ok' | 'error' | 'aborted';
  readonly execution_count: number;
  readonly outputs: readonly Output[];
}

type Sockets = Readonly<Record<'shell' | 'control' | 'iopub', ZmtpSocket>>;

/** Deno's Jupyter kernel, driven over Jupyter's own protocol: with neither Python nor Jupyter. */
export class Kernel {
  readonly #process: KernelProcess;
  readonly #key: string;
  readonly #sockets: Sockets;
  /** By the request's id. */
  readonly #requests = new Map<string, Request>();

  private constructor(process: KernelProcess, key: string, sockets: Sockets) {
    this.#process = process;
    this.#key = key;
    this.#sockets = sockets;
    for (const socket of Object.values(sockets)) void this.#listen(socket);
  }

  /**
   * Starts a kernel.
   * @param folder its working directory, as JupyterLab takes the notebook's own folder: packages are found
   * from there.
   * @throws JanusError if it ends before it listens.
   */
  static async start(folder: string): Promise<Kernel> {
    const connection = await newConnection();
    const { key, ports } = connection;
    const process = await KernelProcess.start(folder, connection);
    const connect = async (type: 'DEALER' | 'SUB', port: number): Promise<ZmtpSocket> => {
      for (;;) {
        const socket = await ZmtpSocket.connect(type, port).catch(() => undefined);
        if (socket !== undefined) return socket;
        await Promise.race([sleep(RETRY_MS), process.ended]);
      }
    };
    const kernel = new Kernel(process, key, {
      shell: await connect('DEALER', ports.shell),
      control: await connect('DEALER', ports.control),
      iopub: await connect('SUB', ports.iopub),
    });
    // A subscription misses what was published before it: the request is repeated until its end has come too.
    for (let isReady = false; !isReady;) {
      const answered = kernel.#ask('shell', 'kernel_info_request', {}).then(() => true);
      isReady = await Promise.race([answered, sleep(REPLY_TIMEOUT_MS, false)]);
      answered.catch(() => undefined);
    }
    return kernel;
  }

  /**
   * Runs a cell.
   * @returns what it put out, a thrown error included. @throws JanusError if the kernel ends meanwhile.
   */
  async execute(code: string): Promise<Execution> {
    const { reply, outputs } = await this.#ask('shell', 'execute_request', {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    const { status, execution_count } = reply as unknown as Execution;
    return { status, execution_count, outputs };
  }

  /** Ends the kernel, and all that runs in it. */
  async stop(): Promise<void> {
    this.#ask('control', 'shutdown_request', { restart: false }).catch(() => undefined);
    await this.#process.end();
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  async #ask(
    channel: 'shell' | 'control',
    type: string,
    content: Content,
  ): Promise<{ reply: Content; outputs: readonly Output[] }> {
    const id = randomUUID();
    const request = new Request();
    this.#requests.set(id, request);
    this.#sockets[channel].send(encodeRequest(id, type, content, this.#key));
    const reply = await Promise.race([request.reply, this.#process.ended]);
    this.#requests.delete(id);
    return { reply, outputs: request.outputs };
  }

  async #listen(socket: ZmtpSocket): Promise<void> {
    for await (const frames of socket.messages()) {
      const message = decodeMessage(frames);
      this.#requests.get(message.parent)?.receive(message);
    }
  }
}
