/** Who else does a part of this, and which part. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tests/support/compile.js';
import { type Table, words } from './report.js';

/** `no`, or how: `yes` where there is nothing to add. */
export interface Abilities {
  /** A scope brings others along. */
  readonly implication: string;
  /** The compiler refuses a misspelt scope. */
  readonly names: string;
  /** The compiler knows what a caller was proven to hold. */
  readonly proof: string;
  /** The compiler compares the scopes of a key with what its routes need. */
  readonly coverage: string;
}

export interface Peer extends Abilities {
  readonly name: string;
}

const aspects = ['implication', 'names', 'proof', 'coverage'] as const satisfies (keyof Abilities)[];
const nothing: Abilities = { implication: 'no', names: 'no', proof: 'no', coverage: 'no' };

export const ours: Peer = {
  name: 'scopeproof',
  implication: 'yes',
  names: 'yes',
  proof: 'yes',
  coverage: 'yes',
};

export const permix: Peer = { ...nothing, name: 'permix', names: 'yes' };
export const casl: Peer = {
  ...nothing,
  name: '@casl/ability',
  implication: 'aliases of actions, and manage for all of them, at run time',
  names: 'yes',
};
export const betterAuth: Peer = { ...nothing, name: 'better-auth', names: 'yes' };
export const unkey: Peer = { ...nothing, name: '@unkey/rbac', names: 'yes' };
export const taskcluster: Peer = {
  ...nothing,
  name: 'taskcluster-lib-scopes',
  implication: 'a prefix with * at its end, at run time',
};
export const casbin: Peer = { ...nothing, name: 'casbin', implication: 'roles and matchers, at run time' };

/** Packages, each named as on npm. */
export const peers: readonly Peer[] = [permix, casl, betterAuth, unkey, taskcluster, casbin];

/** No packages, but what one would write without any. */
export const plainSet: Peer = { ...nothing, name: 'Set', names: 'of a union' };
export const bareBits: Peer = { ...nothing, name: 'bits' };
export const plainUnions: Peer = { ...nothing, name: 'plain unions', names: 'yes' };

/** What a peer does not do, for the end of a row. */
export const lacks = (peer: Peer): string =>
  aspects.filter((aspect) => peer[aspect] === 'no').join(', ') || 'nothing';

/** What none of the packages does. */
export const lackedByAll = (): readonly string[] =>
  aspects.filter((aspect) => peers.every((peer) => peer[aspect] === 'no'));

export const versionOf = (peer: Peer): string =>
  JSON.parse(readFileSync(join(packageOf(peer), 'package.json'), 'utf8')).version;

export const packageOf = (peer: Peer): string =>
  peer === ours ? root : join(root, 'bench/node_modules', peer.name);

export const abilitiesTable = (): Table => ({
  columns: [words('package'), ...aspects.map(words)],
  rows: [ours, ...peers].map((peer) => [peer.name, ...aspects.map((aspect) => peer[aspect])]),
});
