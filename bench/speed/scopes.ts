/** What is asked and held in the measurements of run time. */
import { defineScopes } from '../../dist/index.js';

export interface Named {
  /** As this library and those that hold lists of names spell it. */
  readonly name: Scope;
  readonly surface: string;
  readonly action: string;
}

// One of them stands for all, as far as the compiler is concerned.
export type Scope = 'surface0:read';

/** Typed as if it had but one surface: types are not what is measured here. */
export function vocabularyOf(scopes: number) {
  const names = Array.from({ length: scopes / 2 }, (_, i) => [`surface${i}`, ['read', 'write']]);
  const surfaces: { readonly surface0: readonly ['read', 'write'] } = Object.fromEntries(names);
  return defineScopes('api', { surfaces, implies: { write: ['read'] } });
}

/** The scopes of such a vocabulary, in its order. */
export const scopesOf = (scopes: number): readonly Named[] =>
  Array.from({ length: scopes }, (_, i) => {
    const [surface, action] = [`surface${Math.floor(i / 2)}`, i % 2 === 0 ? 'read' : 'write'];
    return { name: literal(`${surface}:${action}`) as Scope, surface, action };
  });

/** A text as a program's own source holds it: the engine keeps one copy of each. */
export const literal = <Text extends string>(text: Text): Text => Object.keys({ [text]: true })[0] as Text;

/** A text as it comes from outside: a copy of its own. */
export const received = <Text extends string>(text: Text): Text => Buffer.from(text).toString() as Text;

/** Numbers without an order, the same in every run. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
