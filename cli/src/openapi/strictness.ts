import type { Needs } from './needs.js';

const ranks = { open: 0, optional: 1, authenticated: 2, scopes: 3, nobody: 4 } as const;

/** Tells whether whoever meets one requirement meets another, too, by the scopes that they name. */
export function isAsStrict(one: Needs, other: Needs): boolean {
  if (one === other) return true;
  if (one.kind !== 'scopes' || other.kind !== 'scopes') return ranks[one.kind] >= ranks[other.kind];
  const enough = other.alternatives;
  return one.alternatives.every((scopes) => {
    const held = new Set(scopes);
    return enough.some((needed) => needed.every((scope) => held.has(scope)));
  });
}
