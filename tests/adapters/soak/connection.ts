/** An HTTP client that sends what it is told, byte by byte, over a connection that stays open as long as the server lets it. */
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly challenge: string | undefined;
  readonly body: string;
}

interface Waiting {
  readonly request: string;
  readonly headless: boolean;
  readonly done: (answer: Answer | undefined) => void;
}

export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #text = '';
  #waiting: Waiting | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** One request at a time: its lines, without their ends. Nothing where the server hangs up instead of an answer. */
  send(lines: readonly string[]): Promise<Answer | undefined> {
    return new Promise((done) => {
      const request = [...lines, 'Host: 127.0.0.1', '', ''].join('\r\n');
      this.#waiting = { request, headless: request.startsWith('HEAD '), done };
      this.#socket ??= this.#open();
      this.#socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const socket = connect(this.#port, '127.0.0.1').setEncoding('latin1').setNoDelay();
    this.#text = '';
    let answers = 0;
    socket.on('data', (data: string) => {
      this.#text += data;
      if (this.#read(false)) answers++;
    });
    // A server that has said no may hang up before it has read everything.
    socket.on('error', () => {});
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#read(true);
      if (!this.#waiting) return;
      if (answers > 0 && this.#text === '') {
        // Whoever has answered may hang up without a word about it, and not have seen what was sent meanwhile.
        this.#socket = this.#open();
        this.#socket.write(this.#waiting.request, 'latin1');
      } else {
        this.#waiting.done(undefined);
        this.#waiting = undefined;
      }
    });
    socket.setTimeout(30_000, () => socket.destroy());
    return socket;
  }

  #read(isAll: boolean): boolean {
    const waiting = this.#waiting;
    const answer = waiting && answerIn(this.#text, waiting.headless, isAll);
    if (!waiting || !answer) return false;
    this.#waiting = undefined;
    this.#text = '';
    if (answer.closes) {
      this.#socket?.destroy();
      this.#socket = undefined;
    }
    waiting.done(answer);
    return true;
  }
}

/** The answer, as soon as all of it is there. */
function answerIn(
  text: string,
  headless: boolean,
  isAll: boolean,
): (Answer & { readonly closes: boolean }) | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = text.slice(0, end);
  const field = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();
  const rest = text.slice(end + 4);
  const length = field('content-length');
  const body = headless
    ? ''
    : length !== undefined
      ? whole(rest, Number(length))
      : field('transfer-encoding') === 'chunked'
        ? joined(rest)
        : isAll
          ? rest
          : undefined;
  if (body === undefined) return undefined;
  return {
    status: Number(head.slice(9, 12)),
    challenge: field('www-authenticate'),
    body,
    closes: field('connection')?.toLowerCase() === 'close',
  };
}

const whole = (rest: string, length: number): string | undefined =>
  rest.length >= length ? rest.slice(0, length) : undefined;

/** The chunks of RFC 9112 §7.1, put together once the last of them is there. */
function joined(chunks: string): string | undefined {
  let body = '';
  for (let at = 0; ; ) {
    const line = chunks.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const length = Number.parseInt(chunks.slice(at, line), 16);
    if (length === 0) return chunks.startsWith('\r\n', line + 2) ? body : undefined;
    if (chunks.length < line + 2 + length + 2) return undefined;
    body += chunks.slice(line + 2, line + 2 + length);
    at = line + 2 + length + 2;
  }
}
