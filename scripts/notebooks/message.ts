import { createHmac, randomUUID } from 'node:crypto';

/** What a message says, by names that depend on its type. */
export type Content = Readonly<Record<string, unknown>>;

/**
 * What a kernel sends: a message of Jupyter's protocol 5.3 (jupyter-client.readthedocs.io, "Messaging in
 * Jupyter").
 */
export interface Message {
  readonly type: string;
  /** The id of the request that it belongs to. */
  readonly parent: string;
  readonly content: Content;
}

const DELIMITER = Buffer.from('<IDS|MSG>');
const SESSION = randomUUID();

/** A request as frames, signed with the connection's key. */
export function encodeRequest(id: string, type: string, content: Content, key: string): Buffer[] {
  const header = {
    msg_id: id,
    msg_type: type,
    session: SESSION,
    username: 'janus',
    date: new Date().toISOString(),
    version: '5.3',
  };
  const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
  const signature = createHmac('sha256', key);
  for (const part of parts) signature.update(part);
  return [DELIMITER, Buffer.from(signature.digest('hex')), ...parts];
}

/**
 * Reads frames: before the delimiter are topics, after it a signature, then header, parent's header, metadata
 * and content.
 */
export function decodeMessage(frames: readonly Buffer[]): Message {
  const start = frames.findIndex((frame) => frame.equals(DELIMITER)) + 2;
  const [header, parent, , content] = frames
    .slice(start)
    .map((part) => JSON.parse(part.toString()) as Content);
  return { type: String(header['msg_type']), parent: String(parent['msg_id']), content };
}
