import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;

/** Where a Jupyter kernel listens, and the key by which it and its client sign their messages. */
export interface Connection {
  readonly key: string;
  readonly ports: Readonly<Record<(typeof channels)[number], number>>;
}

/** A connection on free ports of this machine. */
export async function newConnection(): Promise<Connection> {
  const servers = channels.map(() => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return {
    key: randomUUID(),
    ports: Object.fromEntries(channels.map((channel, i) => [channel, ports[i]])) as Connection['ports'],
  };
}

/** The file in which a kernel is told of its connection. */
export const connectionFile = ({ key, ports }: Connection): string =>
  JSON.stringify({
    transport: 'tcp',
    ip: '127.0.0.1',
    signature_scheme: 'hmac-sha256',
    key,
    ...Object.fromEntries(channels.map((channel) => [`${channel}_port`, ports[channel]])),
  });
