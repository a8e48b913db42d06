import { refuse } from '../errors.js';

type Refusal = (path: string, message: string) => never;
const refused: Refusal = (path, message) => refuse(`${path}: ${message}`);

/** The parts of an object, a copy of its own ones: nothing that a prototype brings along is one. */
export const ownParts = (
  given: unknown,
  path: string,
  fail: Refusal = refused,
): Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given && !(Symbol.iterator in given)
    ? { __proto__: null, ...given }
    : fail(path, 'not an object');

/** The elements of a list, a copy. What they are is looked at when they are used. */
export const listOf = (given: unknown, path: string): readonly string[] =>
  Array.isArray(given) ? [...given] : refused(path, 'not an array');
