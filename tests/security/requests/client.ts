/** Sends requests as they are, many at a time over one connection, and reads no answer: handlers report by themselves. */
import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface Raw {
  readonly id: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
}

export const textOf = ({ method, target, headers, id }: Raw, ...more: readonly string[]): string =>
  [`${method} ${target} HTTP/1.1`, 'Host: fuzz', `x-id: ${id}`, ...headers, ...more, '', ''].join('\r\n');

/** Requests on one connection, at most. */
const atOnce = 100;
const patience = 20_000;

/**
 * Sends all requests to a server that listens. A request that is no HTTP, or that ends the connection, takes those
 * behind it with it; they are sent again, over another connection. Gives the number that the server has read.
 */
export const sendAll = async (
  server: Server,
  requests: readonly Raw[],
  idOf: (request: IncomingMessage) => string,
): Promise<number> => {
  const { port } = server.address() as AddressInfo;
  const seen = new Set<string>();
  const see = (request: IncomingMessage) => void seen.add(idOf(request));
  server.prependListener('request', see);
  try {
    for (let at = 0; at < requests.length; ) {
      const some = requests.slice(at, at + atOnce);
      await sendSome(port, some);
      const lost = some.findIndex(({ id }) => !seen.has(id));
      at += lost === -1 ? some.length : Math.max(lost, 1);
    }
  } finally {
    server.off('request', see);
  }
  return seen.size;
};

const sendSome = async (port: number, requests: readonly Raw[]): Promise<void> => {
  const socket = connect(port, '127.0.0.1').setNoDelay();
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  socket.on('error', () => {}); // a server that hangs up has said all that it will
  socket.setTimeout(patience, () => socket.destroy(new Error('no answer')));
  socket.resume();
  const last = requests.length - 1;
  socket.write(
    requests.map((each, i) => (i === last ? textOf(each, 'Connection: close') : textOf(each))).join(''),
    'latin1',
  );
  await closed;
};

/** Listens on any free port of this machine. */
export const listen = async (server: Server): Promise<void> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
};
