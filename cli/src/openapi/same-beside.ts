import { extensionName } from './requirement.js';

/** The fields that an export writes. */
const written = new Set(['security', 'scopes', extensionName]);

/** Tells whether two values are the same in all fields that an export does not write. */
export function areSameBeside(one: unknown, other: unknown): boolean {
  // An alias of YAML is one object at many places: each pair is compared once.
  const compared = new Map<unknown, unknown>();
  const areSame = (a: unknown, b: unknown): boolean => {
    if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
    if (compared.get(a) === b) return true;
    compared.set(a, b);
    const [left, right] = [entriesOf(a), entriesOf(b)];
    return (
      Array.isArray(a) === Array.isArray(b) &&
      left.length === right.length &&
      left.every(([key, value], i) => key === right[i]?.[0] && areSame(value, right[i]?.[1]))
    );
  };
  return areSame(one, other);
}

const entriesOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([key]) => !written.has(key));
