import { type AnyVocabulary, type Grant, type GrantOf, membersOf, type ScopeOf } from 'scopeproof';
import { atender } from './scopes.js';

export const guardOf = <V extends AnyVocabulary>(vocabulary: V) => {
  const { parse, authorize } = membersOf(vocabulary);
  return <const Scope extends ScopeOf<V>, Result>(
    scope: Scope,
    handle: (grant: GrantOf<V, Scope>) => Result,
  ) =>
    (stored: string) =>
      handle(authorize(parse(stored).grant, scope));
};

export const useCan = <V extends AnyVocabulary>(vocabulary: V, grant: Grant<V['name'], never>) => {
  const { has } = membersOf(vocabulary);
  return (scope: ScopeOf<V>) => has(grant, scope);
};

export const guard = guardOf(atender);
export const { parse, check } = membersOf(atender);
