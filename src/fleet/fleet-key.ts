import { empty, throwTypeError } from '../errors.js';
import { isObject } from '../internal/input.js';

/** A row of the table of keys. */
export interface FleetKey {
  /** The id of the key. Findings show it, so it is never the secret. */
  readonly key: string;
  /** The scopes as stored, in a form that `parse` of the vocabulary reads. */
  readonly scopes: string | Iterable<string>;
  readonly createdAt?: Date | undefined;
}

const notStrings = 'stored scopes are strings';

/**
 * Splits stored scopes into names, each once, in order of appearance, as `parse` of a vocabulary does.
 *
 * @throws TypeError for anything but strings.
 */
export const namesIn = (stored: unknown): ReadonlySet<string> => {
  const isText = typeof stored === 'string';
  if (!isText && (stored instanceof String || !Object(stored)[Symbol.iterator])) throwTypeError(notStrings);
  const names = new Set<string>();
  for (const name of isText ? wordsIn(stored) : (stored as Iterable<unknown>)) {
    if (typeof name !== 'string') return throwTypeError(notStrings);
    if (name !== '' || !isText) names.add(name);
  }
  return names;
};

/** Splits at ASCII white space. A split at one character takes a third of the time. */
const wordsIn = (text: string): readonly string[] => text.split(/[\t-\r]/.test(text) ? /[\t-\r ]/ : ' ');

/** Reads the id of a key. Throws for what is no row. */
export const idOf = (row: unknown): string => {
  const { key } = (isObject(row) ? row : throwTypeError('a key is an object')) as Partial<FleetKey>;
  if (typeof key !== 'string') throwTypeError('the id of a key is a string');
  return key || throwTypeError(`a key with ${empty('id')}`);
};

/** Runs what reads the scopes of a key, and says of which key they are where that throws. */
export const ofKey = <Result>(key: string, read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    throw error instanceof TypeError
      ? new TypeError(`key ${key}: ${error.message}`, { cause: error })
      : error;
  }
};

/** The number of stored texts whose results are remembered, so that memory does not grow with the keys. */
const mostRemembered = 20_000;
/** The number of texts that were met once: a result is remembered from the second time, since most texts may differ. */
const mostMet = 1000;
/** The longest text that is remembered. */
const longestRemembered = 4096;

/**
 * Remembers what was worked out for stored scopes: many keys have the same.
 *
 * A list whose elements are names that a text could hold counts as that text.
 */
export const rememberByNames = <Result>(workOut: (names: ReadonlySet<string>) => Result) => {
  const remembered = new Map<string, Result>();
  const met = new Set<string>();
  const remember = (text: string, result: Result): void => {
    if (met.delete(text)) {
      if (remembered.size === mostRemembered) remembered.clear();
      remembered.set(text, result);
    } else if (text.length <= longestRemembered) {
      if (met.size === mostMet) met.clear();
      met.add(text);
    }
  };
  return (stored: unknown): Result => {
    const known = typeof stored === 'string' ? remembered.get(stored) : undefined;
    if (known !== undefined) return known;
    const names = namesIn(stored);
    const isText = typeof stored === 'string' || ![...names].some((name) => /^$|[\t-\r ]/.test(name));
    const text = typeof stored === 'string' ? stored : [...names].join(' ');
    const again = isText && typeof stored !== 'string' ? remembered.get(text) : undefined;
    if (again !== undefined) return again;
    const result = workOut(names);
    if (isText) remember(text, result);
    return result;
  };
};
