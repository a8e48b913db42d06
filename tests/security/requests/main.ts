/**
 * Requests in every spelling, over sockets, to apps of every framework with random routes, by callers with any one
 * scope: no handler may run for a caller without the scopes that the table asks for it. oracle.ts says what that means.
 * And a caller with all scopes gets what the same app gives without a guard. Ends with 1 where something is wrong.
 *
 * `npm run test:requests`; `-- --seed 1` or `SEED=1` repeats a run, `-- --seed 1 --round 7` one round of it.
 */
import { parseArgs } from 'node:util';
import { listen, type Raw, sendAll, textOf } from './client.js';
import { buildExpress } from './layouts/express.js';
import { buildFastify } from './layouts/fastify.js';
import { buildFetch } from './layouts/fetch.js';
import { buildHono } from './layouts/hono.js';
import { buildHttp } from './layouts/http.js';
import { type Build, type Guarded, headerOf, headers, type Plan, plannedHandlers } from './layouts/layout.js';
import { findingOf, type Handler, type Held } from './oracle.js';
import { createRandom } from './random.js';
import { canonicalPath, drawRequest } from './spellings.js';
import { declare, randomTable, scopes } from './tables.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: process.env.SEED ?? String(Date.now() % 1_000_000_000) },
    round: { type: 'string' },
    requests: { type: 'string', default: '200000' },
  },
});
const seed = Number(values.seed);
const requestsPerRound = 400;
const rounds = Math.ceil(Number(values.requests) / requestsPerRound);
/** Of the rounds with faults, the rest are counted. */
const mostReports = 5;

interface Kind {
  readonly name: string;
  readonly build: Build;
  readonly guarded: Guarded;
}
const frameworks = { Express: buildExpress, Fastify: buildFastify, Hono: buildHono } as const;
const kindsOf = (guarded: Guarded): Kind[] =>
  Object.entries(frameworks).map(([name, build]) => ({ name: `${name}, ${guarded}`, build, guarded }));
const http: Kind = { name: 'http, table', build: buildHttp, guarded: 'table' };
const fetching: Kind = { name: 'fetch', build: buildFetch, guarded: 'route' };
/** The table alone takes two rounds of three: it has the most to tell apart. */
const kinds: readonly Kind[] = [
  ...kindsOf('table'),
  ...kindsOf('table'),
  ...kindsOf('table'),
  ...kindsOf('route'),
  ...kindsOf('both'),
  http,
  http,
  http,
  fetching,
];

/** The tokens of the callers, and what each of them holds. */
const holders = new Map<string, Held>([
  ['none', null],
  ['wrong', null],
  ['empty', []],
  ['all', scopes],
  ...scopes.map((scope): [string, Held] => [scope.replace(':', '.'), [scope]]),
]);
const storedFor: Plan['storedFor'] = (authorization) =>
  holders.get(authorization?.replace('Bearer ', '') ?? 'none')?.join(' ');
const asCaller = (token: string): readonly string[] =>
  token === 'none' ? [] : [`Authorization: Bearer ${token}`];

interface Tally {
  rounds: number;
  sent: number;
  /** Requests that were HTTP enough for a server to see them. */
  arrived: number;
  /** Handlers that ran, of those that requests of the fuzzer reached. */
  ran: number;
  /** Canonical requests of a caller with all scopes that reached a handler. */
  honest: number;
}
const tallies = new Map<string, Tally>();
const faults: string[] = [];

const started = performance.now();
for (let round = 0; round < rounds; round++)
  if (values.round === undefined || Number(values.round) === round) await run(round);
report();

async function run(round: number): Promise<void> {
  const kind = kinds[round % kinds.length] as Kind;
  const random = createRandom(seed, round);
  const table = randomTable(random);
  const handlers = plannedHandlers(random, table, kind.guarded !== 'route' && kind !== http);
  const plan = {
    guarded: kind.guarded,
    table,
    api: declare(table),
    handlers,
    storedFor,
  };
  const layoutSeed = random.below(2 ** 31);
  const tally = tallies.get(kind.name) ?? { rounds: 0, sent: 0, arrived: 0, ran: 0, honest: 0 };
  tallies.set(kind.name, tally);
  const found: string[] = [];

  const tokens = [...holders.keys()].slice(0, 4 + table.length);
  const askedBy = new Map<string, { readonly raw: Raw; readonly held: Held }>();
  const requests = Array.from({ length: requestsPerRound }, (_, i): Raw => {
    const token = random.pick(tokens);
    const spelled = drawRequest(handlers, random);
    const raw = { ...spelled, headers: [...spelled.headers, ...asCaller(token)], id: String(i) };
    askedBy.set(raw.id, { raw, held: holders.get(token) ?? null });
    return raw;
  });
  const judge: Plan['ran'] = (id, handler, routed) => {
    const asked = askedBy.get(id ?? '');
    if (!asked) throw new Error(`a handler ran for the unknown request ${id}`);
    tally.ran++;
    const finding = findingOf(table, plan.api, handler, routed, asked.held);
    if (finding) found.push(`  ${printable(asked.raw)}`, `    ran ${nameOf(handler)}; ${finding}`);
  };
  const { arrived, notes } = await serve(kind, { ...plan, isOpen: false, ran: judge }, layoutSeed, requests);
  tally.rounds++;
  tally.sent += requests.length;
  tally.arrived += arrived;
  found.push(...(await honestFaults(kind, plan, layoutSeed, tally)));

  if (found.length > 0)
    faults.push(
      [
        `round ${round}: ${kind.name}; npm run test:requests -- --seed ${seed} --round ${round}`,
        ...table.map(({ route, needs }) => `  lists ${route}: ${JSON.stringify(needs)}`),
        ...notes.map((note) => `  ${note}`),
        ...found.slice(0, 6),
      ].join('\n'),
    );
}

/** Compares what a caller with all scopes reaches with what the same app runs without a guard. */
async function honestFaults(
  kind: Kind,
  plan: Omit<Plan, 'isOpen' | 'ran'>,
  layoutSeed: number,
  tally: Tally,
): Promise<string[]> {
  const requests = plan.handlers.map(({ method, path }, i): Raw => {
    const asked = method === 'ALL' ? 'GET' : method;
    return { method: asked, target: canonicalPath(path), headers: asCaller('all'), id: String(i) };
  });
  const reached = async (isOpen: boolean): Promise<Map<string, Handler>> => {
    const ranFor = new Map<string, Handler>();
    const ran: Plan['ran'] = (id = '', handler) => void ranFor.set(id, handler);
    await serve(kind, { ...plan, isOpen, ran }, layoutSeed, requests);
    return ranFor;
  };
  const [open, guarded] = [await reached(true), await reached(false)];
  tally.honest += guarded.size;
  return requests.flatMap((raw) => {
    const [free, handler] = [open.get(raw.id), guarded.get(raw.id)];
    const match = plan.api.match(raw.method, raw.target)?.route;
    // The guard of a route refuses what the table finds another route for.
    const isDue = free && match && (!free.guarded || free.guarded === match);
    if (!isDue || (handler && nameOf(handler) === nameOf(free))) return [];
    return [`  ${printable(raw)}`, `    did not run ${nameOf(free)}, which it runs without a guard`];
  });
}

/** Builds a layout, sends it requests, and takes it down. */
async function serve(
  kind: Kind,
  plan: Plan,
  layoutSeed: number,
  requests: readonly Raw[],
): Promise<{ readonly arrived: number; readonly notes: readonly string[] }> {
  const { server, notes, close } = await kind.build(plan, createRandom(layoutSeed));
  await listen(server);
  try {
    return {
      arrived: await sendAll(server, requests, (request) => headerOf(request, headers.id) ?? ''),
      notes,
    };
  } finally {
    server.closeAllConnections();
    if (close) await close();
    else await new Promise((done) => server.close(done));
  }
}

function nameOf({ method, paths }: Handler): string {
  return `${method} ${paths.join(', ')}`;
}

function printable(raw: Raw): string {
  const text = JSON.stringify(textOf(raw));
  return text.length > 500 ? `${text.slice(0, 500)}… (${text.length} characters)` : text;
}

function report(): void {
  for (const [name, { rounds, sent, arrived, ran, honest }] of tallies) {
    console.log(
      `${name.padEnd(16)} ${rounds} layouts, ${sent} requests, ${arrived} of them arrived; ${ran} times a handler ran; ${honest} honest requests were let in`,
    );
    if (ran === 0 || honest === 0) faults.push(`${name}: nobody was let in, so nothing was tested`);
  }
  for (const fault of faults.slice(0, mostReports)) console.log(fault);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`seed ${seed}: ${faults.length} rounds with faults, in ${seconds} s`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
