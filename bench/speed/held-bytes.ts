/** Run with --expose-gc: prints what callers take in memory, each kept as a package keeps one. */
import { betterAuth, casl, ours, permix, plainSet, unkey } from '../peers.js';
import { betterAuthHolding, caslHolding, permixHolding } from './holders.js';
import { type Named, received, scopesOf, vocabularyOf } from './scopes.js';

export interface Held {
  readonly name: string;
  readonly peer: string;
  readonly bytes: number;
}

const many = 10_000;
const vocabulary = vocabularyOf(100);
const all = scopesOf(100);
const names = all.slice(0, 66).map(({ name }) => name);
const text = names.join(' ');
const byName = new Map<string, Named>(all.map((scope) => [scope.name, scope]));
const named = (names: readonly string[]) => names.flatMap((name) => byName.get(name) ?? []);

const holders: readonly { name: string; peer: { name: string }; hold: (text: string) => unknown }[] = [
  // As lists, of which each is read anew: a text that is known gives the grant that it gave before.
  { name: 'scopeproof, grant', peer: ours, hold: () => vocabulary.parse(names).grant },
  { name: 'Set of names', peer: plainSet, hold: (stored) => new Set(stored.split(' ')) },
  { name: 'list of names', peer: unkey, hold: (stored) => stored.split(' ') },
  { name: 'permix', peer: permix, hold: (stored) => permixHolding(all, named(stored.split(' '))) },
  { name: '@casl/ability', peer: casl, hold: (stored) => caslHolding(named(stored.split(' '))) },
  {
    name: 'better-auth, role',
    peer: betterAuth,
    hold: (stored) => betterAuthHolding(all, named(stored.split(' '))),
  },
];

function bytesOf(hold: (text: string) => unknown): number {
  const kept: unknown[] = new Array(many).fill(undefined);
  const fill = () => {
    for (let i = 0; i < many; i++) kept[i] = hold(received(text));
  };
  // Once for what the engine compiles and keeps itself.
  fill();
  kept.fill(undefined);
  const before = heap();
  fill();
  const grown = heap() - before;
  // Until here, all of them are needed.
  if (kept.includes(undefined)) throw new Error('a holder is missing');
  return grown / many;
}

function heap(): number {
  if (!globalThis.gc) throw new Error('run this with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const held = holders.map(({ name, peer, hold }): Held => ({ name, peer: peer.name, bytes: bytesOf(hold) }));
console.log(JSON.stringify(held));
