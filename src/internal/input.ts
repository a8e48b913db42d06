import { throwTypeError } from '../errors.js';

/** Throws for a fault at a path. */
export type Fail = (path: string, message: string) => never;
const failWithTypeError: Fail = (path, message) => throwTypeError(`${path}: ${message}`);

export const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Copies the own properties of an object, so that no prototype adds one. */
export const ownProperties = (
  input: unknown,
  path: string,
  fail: Fail = failWithTypeError,
): Readonly<Record<string, unknown>> =>
  isObject(input) && !(Symbol.iterator in input)
    ? { __proto__: null, ...input }
    : fail(path, 'not an object');

/** Copies a list. Its elements are checked where they are used. */
export const copyStringList = (input: unknown, path: string): readonly string[] =>
  Array.isArray(input) ? [...input] : failWithTypeError(path, 'not an array');
