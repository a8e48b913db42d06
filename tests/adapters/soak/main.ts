/**
 * Many requests to each adapter: every answer is as the table of cases says, and nothing is left of a request once it
 * is answered. `npm run test:soak`; ends by itself, with 1 where something is wrong.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { type Case, cases } from '../cases.js';
import { type Answer, Connection } from './connection.js';

const adapters = ['fetch', 'hono', 'express', 'fastify'] as const;
type Adapter = (typeof adapters)[number];

const { values } = parseArgs({ options: { requests: { type: 'string', default: '200000' } } });
/** Of each adapter, of which the first half warm up what engines and servers remember for good. */
const requests = Number(values.requests);
const connections = 24;
/** Memory is looked at this often in the second half. */
const looks = 5;

/** The smallest object and what refers to it take 24; what an engine still learns late is spread over all requests. */
const mostBytesPerRequest = 10;

/** Large requests take their turn once in so many rounds. */
const roundsPerLarge = 40;
const large = 4_000;
const isLarge = ({ lines }: Case) => lines.some((line) => line.length > large);

/** All cases over and over, those that are large now and then. */
function* mixed(): Generator<Case, never> {
  for (let round = 0; ; round++)
    yield* cases.filter((each) => !isLarge(each) || round % roundsPerLarge === 0);
}

const wrong: string[] = [];
for (const adapter of adapters) await soak(adapter);
for (const line of wrong) console.log(line);
process.exitCode = wrong.length > 0 ? 1 : 0;

async function soak(adapter: Adapter): Promise<void> {
  const started = performance.now();
  const server = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [adapter], {
    execArgv: ['--expose-gc', '--import', 'tsx'],
  });
  try {
    const port = await told(server);
    const clients = Array.from({ length: connections }, () => new Connection(port));
    const order = mixed();
    const right = answersOf(adapter);
    const send = (count: number) => sendAll(clients, order, count, right);
    await send(requests / 2);
    const heap = [await heapOf(server)];
    for (let look = 1; look < looks; look++) {
      await send(requests / 2 / (looks - 1));
      heap.push(await heapOf(server));
    }
    const bytes = slopeOf(heap) / (requests / 2 / (looks - 1));
    if (bytes > mostBytesPerRequest)
      wrong.push(
        `${adapter}: each request leaves ${bytes.toFixed(1)} bytes; ${mostBytesPerRequest} are allowed`,
      );
    const seconds = (performance.now() - started) / 1000;
    const sizes = heap.map((size) => (size / 2 ** 20).toFixed(2)).join(', ');
    console.log(
      `${adapter.padEnd(8)} ${requests} requests in ${seconds.toFixed(1)} s; heap ${sizes} MB: ${bytes.toFixed(2)} bytes per request`,
    );
    for (const client of clients) client.close();
  } finally {
    server.kill();
  }
}

async function sendAll(
  clients: readonly Connection[],
  order: Generator<Case, never>,
  count: number,
  right: (asked: Case, answer: Answer | undefined) => void,
): Promise<void> {
  let left = Math.ceil(count);
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) {
        const asked = order.next().value;
        right(asked, await client.send(asked.lines));
      }
    }),
  );
}

/** Takes down each case once that is answered in another way than the table says, or than it was before. */
function answersOf(adapter: Adapter): (asked: Case, answer: Answer | undefined) => void {
  const known = new Map<Case, string>();
  const reported = new Set<Case>();
  return (asked, answer) => {
    // Who hangs up on a header without end may do so before the answer has arrived.
    if (!answer && asked.answer.status === 431) return;
    const said = answer ? `${answer.status} ${answer.challenge} ${answer.body}` : 'no answer';
    const before = known.get(asked);
    if (before === said || (before === undefined && answer && isRight(asked, answer))) {
      known.set(asked, said);
    } else if (!reported.has(asked)) {
      reported.add(asked);
      wrong.push(`${adapter}: ${asked.name}: ${said.slice(0, 300)}`);
    }
  };
}

function isRight({ lines, answer }: Case, { status, challenge, body }: Answer): boolean {
  if (status !== answer.status) return false;
  const expected = 'seen' in answer ? answer.seen : answer.problem;
  if ('challenge' in answer ? challenge !== answer.challenge : challenge !== undefined) return false;
  if (expected === undefined) return true;
  return lines[0]?.startsWith('HEAD ') ? body === '' : isDeepStrictEqual(JSON.parse(body), expected);
}

async function told(server: ChildProcess): Promise<number> {
  const ended = new AbortController();
  const exit = once(server, 'exit', ended).then(() => {
    throw new Error('the server has ended');
  });
  exit.catch(() => {}); // it is told below, or of no account
  const [number] = await Promise.race([once(server, 'message', ended), exit]).finally(() => ended.abort());
  return number as number;
}

async function heapOf(server: ChildProcess): Promise<number> {
  server.send('heap');
  return told(server);
}

/** By how much a figure grows from one to the next, by least squares. */
function slopeOf(figures: readonly number[]): number {
  const middle = (figures.length - 1) / 2;
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const together = figures.reduce((sum, figure, i) => sum + (i - middle) * (figure - mean), 0);
  return together / figures.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}
