/** An HTTP client that sends what it is told, byte by byte: `fetch` and `node:http` would tidy it up. */
import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends a request as it is written, its lines without their ends, and reads one answer. */
export function send(port: number, lines: readonly string[]): Promise<Answer> {
  return new Promise((done, fail) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => {
      text += data;
    });
    // A server that has said no may hang up before it has read everything.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (text === '') fail(new Error(`no answer to ${lines[0]?.slice(0, 100)}`));
      else done(read(text));
    });
    socket.setTimeout(10_000, () => socket.destroy());
    socket.write([...lines, 'Host: 127.0.0.1', 'Connection: close', '', ''].join('\r\n'), 'latin1');
  });
}

function read(text: string): Answer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...fields] = text.slice(0, end).split('\r\n');
  const headers = new Map<string, string>();
  for (const field of fields) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    const value = field.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const body = text.slice(end + 4);
  return {
    status: Number(statusLine.split(' ')[1]),
    headers,
    body: headers.get('transfer-encoding') === 'chunked' ? joined(body) : body,
  };
}

/** The chunks of RFC 9112 §7.1, put together. */
function joined(chunks: string): string {
  const [, size = '0', rest = ''] = /^([\da-f]+)\r\n(.*)$/is.exec(chunks) ?? [];
  const length = Number.parseInt(size, 16);
  return length === 0 ? '' : rest.slice(0, length) + joined(rest.slice(length + 2));
}
