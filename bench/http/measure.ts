/** What a guard costs a server: the same server with and without it, under load by turns. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import type { Effort } from '../effort.js';
import { grouped } from '../format.js';
import { type Section, words } from '../report.js';
import { median } from '../statistics.js';
import { token, type WayOfAsking, ways } from './api.js';

interface Framework {
  readonly name: string;
  /** Its file in `servers/`. */
  readonly file: string;
  readonly path: string;
  readonly body?: string;
}
const path = '/api/v1/contacts/42';
const callOfTool =
  '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"show_contact","arguments":{}}}';

const frameworks: readonly Framework[] = [
  { name: 'fetch, on @hono/node-server', file: 'fetch', path },
  { name: 'Hono, on @hono/node-server', file: 'hono', path },
  { name: 'Express', file: 'express', path },
  { name: 'Fastify', file: 'fastify', path },
  { name: 'tRPC, its standalone server', file: 'trpc', path: '/contacts.show' },
  { name: 'MCP, over HTTP, without sessions', file: 'mcp', path: '/mcp', body: callOfTool },
];

/** A share of what a request costs without it. */
const mostCost = 0.03;
const connections = 20;

interface Load {
  readonly perSecond: number;
  /** Microseconds of processor time, of the server alone. */
  readonly microseconds: number;
}
type Round = { readonly [Way in WayOfAsking]: Load };

interface Costs {
  readonly framework: Framework;
  readonly rounds: readonly Round[];
  /** What the guard adds to a request, as a share. */
  readonly cost: number;
}

export async function measureServers(effort: Effort): Promise<Section> {
  const measured: Costs[] = [];
  for (const framework of frameworks) measured.push(await costsOf(framework, effort));
  return {
    title: 'Run time: servers',
    about: [
      'Each framework serves the same routes with the same handlers in three ways. Plain: it looks up no key. By hand: ' +
        'it looks up the key of each request, where the framework has its place for it, and refuses a request without ' +
        'one; it checks no scopes. Guarded: it has the same lookup, the guard of the whole table, and the guard of the ' +
        'route, as the page of the adapter shows.',
      'The guard adds what the guarded server does more than the one by hand: it reads the stored scopes, finds the ' +
        'route in the table, decides, and gives the handler a grant. Keys are looked up in a Map. A database takes ' +
        'longer than all of this.',
      `Each server is a process of its own. The servers are under load by turns, from ${connections} connections of autocannon on ` +
        'the same machine. What the guard adds is a share of processor time, which depends less on what else the ' +
        'machine does than requests per second do: the median of the ratios of two turns that follow one another. A ' +
        'figure below zero means that the difference is less than the noise.',
    ],
    tables: [
      {
        columns: [
          words('framework'),
          ...ways.map((way) => `${way}, requests/s`),
          ...ways.map((way) => `${way}, µs`),
          'the guard adds',
        ],
        rows: measured.map(({ framework, rounds, cost }) => [
          framework.name,
          ...ways.map((way) => grouped(median(rounds.map((round) => round[way].perSecond)))),
          ...ways.map((way) => median(rounds.map((round) => round[way].microseconds)).toFixed(1)),
          share(cost),
        ]),
      },
    ],
    goals: measured.map(({ framework, cost }) => ({
      name: `a guarded request to ${framework.name.split(',')[0]}`,
      aim: `≤ ${share(mostCost)} of processor time`,
      measured: share(cost),
      holds: cost <= mostCost,
    })),
  };
}

const share = (of: number): string => `${of < 0 ? '−' : '+'}${Math.abs(of * 100).toFixed(1)} %`;

async function costsOf(framework: Framework, { generations, slices, sliceSeconds }: Effort): Promise<Costs> {
  const rounds: Round[] = [];
  // What the engine makes of a program differs from process to process.
  for (let generation = 0; generation < generations; generation++) {
    const servers = await Promise.all(ways.map((way) => start(framework, way)));
    try {
      for (const server of servers) await load(framework, server, sliceSeconds); // to warm up
      for (let slice = 0; slice < slices; slice++) {
        const round = new Map<WayOfAsking, Load>();
        for (const server of slice % 2 === 0 ? servers : [...servers].reverse())
          round.set(server.way, await load(framework, server, sliceSeconds));
        rounds.push(Object.fromEntries(round) as unknown as Round);
      }
    } finally {
      for (const { child } of servers) child.kill();
    }
  }
  const cost = median(rounds.map((round) => round.guarded.microseconds / round['by hand'].microseconds)) - 1;
  return { framework, rounds, cost };
}

interface Running {
  readonly way: WayOfAsking;
  readonly child: ChildProcess;
  readonly port: number;
}

async function start({ file }: Framework, way: WayOfAsking): Promise<Running> {
  const child = fork(fileURLToPath(new URL('./server.ts', import.meta.url)), [file, way], {
    execArgv: ['--import', 'tsx'],
  });
  return { way, child, port: await told(child) };
}

/** The next number that a process tells. */
async function told(child: ChildProcess): Promise<number> {
  const ended = new AbortController();
  const exit = once(child, 'exit', ended).then(() => Promise.reject(new Error('a server has ended')));
  const [number] = await Promise.race([once(child, 'message', ended), exit]).finally(() => {
    exit.catch(() => {});
    ended.abort();
  });
  return number as number;
}

async function processorTime(child: ChildProcess): Promise<number> {
  child.send('processor time');
  return told(child);
}

async function load(
  { name, path, body }: Framework,
  { port, child }: Running,
  duration: number,
): Promise<Load> {
  const before = await processorTime(child);
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    connections,
    duration,
    sampleInt: 100,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/json, text/event-stream',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  const { '2xx': answered, non2xx, errors } = result;
  if (non2xx > 0 || errors > 0 || answered === 0)
    throw new Error(
      `${name} answered ${answered} times as it should, ${non2xx} times otherwise, ${errors} errors`,
    );
  return {
    perSecond: answered / result.duration,
    microseconds: ((await processorTime(child)) - before) / answered,
  };
}
