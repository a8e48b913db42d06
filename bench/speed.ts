/** What a request costs, beside the least that a program could do instead. */

import { do_not_optimize, measure } from 'mitata';
import { defineRoutes, defineScopes, leastScopes } from 'scopeproof';
import { heading, table } from './print.js';

/** One way to do something. */
interface Way {
  readonly name: string;
  /** The work, done `times` times. */
  readonly run: () => unknown;
  readonly times: number;
}

const rounds = 6;
/** Nanoseconds that each way gets in each round. */
const perRound = 60e6;

export async function reportSpeed(): Promise<void> {
  heading(
    'Run time',
    `Node ${process.versions.node}, medians of ${rounds} rounds, every other one in the opposite order.\n` +
      'Ratios are within one run, to the first line of each group.',
  );
  await reportChecks();
  await reportParsing();
  await reportMatching();
  await reportDeclaring();
}

/** A name as a program's own text holds it: the engine keeps one copy of each. */
const literal = <Name extends string>(name: Name): Name => Object.keys({ [name]: true })[0] as Name;

/** A name as it comes from outside: a copy of its own. */
const received = <Text extends string>(text: Text): Text => Buffer.from(text).toString() as Text;

/** Typed as if it had but one surface: types are not what is measured here. */
function vocabularyOf(scopes: number) {
  const names = Array.from({ length: scopes / 2 }, (_, i) => [`surface${i}`, ['read', 'write']]);
  const surfaces: { readonly surface0: readonly ['read', 'write'] } = Object.fromEntries(names);
  return defineScopes('api', { surfaces, implies: { write: ['read'] } });
}

type Scope = 'surface0:read';
type Table = { readonly [route: `GET /${string}`]: Scope };

// Each loop below is written out, so that the engine compiles each for what it calls and for nothing else.

async function reportChecks(): Promise<void> {
  const vocabulary = vocabularyOf(100);
  const names = vocabulary.scopes.map(literal);
  const held = names.slice(0, 66);
  const { grant } = vocabulary.parse(held);
  const set = new Set<string>(held);

  const bits = [0, 0, 0, 0];
  for (let number = 0; number < held.length; number++) {
    bits[number >>> 5] = (bits[number >>> 5] as number) | (1 << (number & 31));
  }
  const numbers = Array.from(names, (_, number) => number);
  await compare('100 scopes, 66 held, each asked', [
    {
      name: 'Set.has',
      times: names.length,
      run: () => {
        let yes = 0;
        for (const name of names) if (set.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'grant.has',
      times: names.length,
      run: () => {
        let yes = 0;
        for (const name of names) if (grant.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'the bare bit test',
      times: names.length,
      run: () => {
        let yes = 0;
        for (const number of numbers) if (((bits[number >>> 5] as number) >>> (number & 31)) & 1) yes++;
        return yes;
      },
    },
  ]);

  const copies = names.map(received);
  await compare('the same, each name a copy of its own', [
    {
      name: 'Set.has',
      times: copies.length,
      run: () => {
        let yes = 0;
        for (const name of copies) if (set.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'grant.has',
      times: copies.length,
      run: () => {
        let yes = 0;
        for (const name of copies) if (grant.has(name)) yes++;
        return yes;
      },
    },
  ]);

  // What is asked here is met, as on nearly every request; `anyOf` only by its last alternative.
  const named = (number: number) => held[number % held.length] as Scope;
  const not = (number: number) => names[held.length + (number % 34)] as Scope;
  const one = held.map((_, i) => vocabulary.allOf(named(i)));
  const three = held.map((_, i) => [named(i), named(i + 7), named(i + 31)] as const);
  const all = three.map((scopes) => vocabulary.allOf(...scopes));
  const either = held.map((_, i) => [not(i), not(i + 3), named(i)] as const);
  const any = either.map((scopes) => vocabulary.anyOf(...scopes));
  const byRoute: Table = Object.fromEntries(held.map((scope, i) => [`GET /route${i}`, scope as Scope]));
  const api = defineRoutes(vocabulary, byRoute);
  const routes = api.routes.map(literal);

  await compare('a requirement of one scope', [
    {
      name: 'Set.has',
      times: held.length,
      run: () => {
        let yes = 0;
        for (const name of held) if (set.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'authorize, precompiled',
      times: one.length,
      run: () => {
        let yes = 0;
        for (const requirement of one) if (vocabulary.authorize(grant, requirement)) yes++;
        return yes;
      },
    },
    {
      name: 'authorize, by its name',
      times: held.length,
      run: () => {
        let yes = 0;
        for (const name of held) if (vocabulary.authorize(grant, name)) yes++;
        return yes;
      },
    },
    {
      name: 'authorize, by route',
      times: routes.length,
      run: () => {
        let yes = 0;
        for (const route of routes) if (api.authorize(grant, route)) yes++;
        return yes;
      },
    },
  ]);
  await compare('a requirement of all of three scopes', [
    {
      name: 'Set.has, three times',
      times: three.length,
      run: () => {
        let yes = 0;
        for (const scopes of three) if (set.has(scopes[0]) && set.has(scopes[1]) && set.has(scopes[2])) yes++;
        return yes;
      },
    },
    {
      name: 'Set.has, once',
      times: held.length,
      run: () => {
        let yes = 0;
        for (const name of held) if (set.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'authorize, precompiled',
      times: all.length,
      run: () => {
        let yes = 0;
        for (const requirement of all) if (vocabulary.authorize(grant, requirement)) yes++;
        return yes;
      },
    },
  ]);
  await compare('a requirement of any of three scopes, the last one held', [
    {
      name: 'Set.has, three times',
      times: either.length,
      run: () => {
        let yes = 0;
        for (const scopes of either)
          if (set.has(scopes[0]) || set.has(scopes[1]) || set.has(scopes[2])) yes++;
        return yes;
      },
    },
    {
      name: 'Set.has, once',
      times: held.length,
      run: () => {
        let yes = 0;
        for (const name of held) if (set.has(name)) yes++;
        return yes;
      },
    },
    {
      name: 'authorize, precompiled',
      times: any.length,
      run: () => {
        let yes = 0;
        for (const requirement of any) if (vocabulary.authorize(grant, requirement)) yes++;
        return yes;
      },
    },
  ]);
}

async function reportParsing(): Promise<void> {
  const vocabulary = vocabularyOf(500);
  const next = numbersFrom(7);
  // More texts than anything could sensibly remember: in turn, each is as good as new.
  const stored = (scopes: number): string[] =>
    Array.from({ length: 4096 }, () =>
      received(Array.from({ length: scopes }, () => vocabulary.scopes[next() % 500]).join(' ')),
    );

  for (const count of [1, 20, 200]) {
    const texts = stored(count);
    const same = texts[0] as string;
    let turn = 0;
    let other = 0;
    const title = `a stored text of ${count === 1 ? 'one scope' : `${count} scopes`}`;
    await compare(`${title}, another each time`, [
      {
        name: 'new Set(text.split)',
        times: 1,
        run: () => new Set((texts[turn++ % texts.length] as string).split(' ')),
      },
      {
        name: 'parse',
        times: 1,
        run: () => vocabulary.parse(texts[other++ % texts.length] as string),
      },
    ]);
    await compare(`${title}, the same`, [
      { name: 'new Set(text.split)', times: 1, run: () => new Set(same.split(' ')) },
      { name: 'parse', times: 1, run: () => vocabulary.parse(same) },
    ]);
  }
}

async function reportMatching(): Promise<void> {
  const vocabulary = vocabularyOf(600);
  const named = (number: number) => vocabulary.scopes[number % 600] as Scope;
  const ways: Way[] = [];
  for (const count of [20, 700, 11_000]) {
    const entries = Array.from({ length: count }, (_, i): [string, Scope] => {
      const path = `/surface${i % 300}/part${Math.floor(i / 300)}`;
      return [i % 2 === 0 ? `GET ${path}/:id` : `POST ${path}`, named(i)];
    });
    const table: Table = Object.fromEntries(entries);
    const api = defineRoutes(vocabulary, table);
    const requests = Array.from({ length: 256 }, (_, i) => {
      const [method = '', path = ''] = (entries[(i * 41) % count]?.[0] ?? '').split(' ');
      return { method, path: received(path.replace(':id', `id${i}`)) };
    });
    ways.push({
      name: `match, ${count.toLocaleString('en')} routes`,
      times: requests.length,
      run: () => {
        let found = 0;
        for (const { method, path } of requests) if (api.match(method, path)) found++;
        if (found !== requests.length) throw new Error('a request that no route answers');
        return found;
      },
    });
  }
  await compare('a request to its route, half of them with a parameter', ways);
}

async function reportDeclaring(): Promise<void> {
  const vocabulary = vocabularyOf(600);
  const next = numbersFrom(3);
  const some = () => vocabulary.scopes[next() % 600] as Scope;
  const needs = (i: number) => (i % 3 === 0 ? vocabulary.anyOf(some(), some(), some()) : some());
  const table: { readonly [route: `GET /${string}`]: ReturnType<typeof needs> } = Object.fromEntries(
    Array.from({ length: 700 }, (_, i) => [`GET /route${i}`, needs(i)]),
  );
  const api = defineRoutes(vocabulary, table);
  if (!leastScopes(api, api.routes).exact) console.log('  leastScopes did not find the exact answer');
  await compare('once, at the start of a program', [
    { name: 'defineScopes, 2,100 scopes', times: 1, run: () => vocabularyOf(2_100) },
    {
      name: 'leastScopes, 700 routes, 234 of them any of three',
      times: 1,
      run: () => leastScopes(api, api.routes),
    },
  ]);
}

/** Numbers without an order, the same in every run. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}

/** Measures some ways to do the same by turns, and prints the median of each with its ratio to the first. */
async function compare(name: string, ways: readonly Way[]): Promise<void> {
  const medians = new Map<Way, number[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? ways : [...ways].reverse()) {
      const { p50 } = await measure(() => do_not_optimize(way.run()), {
        min_cpu_time: perRound,
        min_samples: 5,
      });
      medians.get(way)?.push(p50 / way.times);
    }
  }
  const times = ways.map((way) => median(medians.get(way) ?? []));
  table(
    [name, 'time', 'ratio'],
    ways.map((way, i) => [
      way.name,
      readable(times[i] as number),
      `${((times[i] as number) / (times[0] as number)).toFixed(2)} ×`,
    ]),
  );
  console.log();
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half - 0.5)] as number) + (sorted[Math.floor(half)] as number)) / 2;
}

function readable(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${nanoseconds.toFixed(1)} ns`;
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(1)} µs` : `${(nanoseconds / 1e6).toFixed(1)} ms`;
}
