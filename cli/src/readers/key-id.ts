/** Half of a surrogate pair, which UTF-8 cannot hold: several ids would become one. */
const loneSurrogate = /\p{Cs}/u;

/**
 * Reads the id of a key, as a table or a log holds it.
 *
 * @param wrong throws a Failure that names the line.
 * @returns nothing where there is no id.
 * @throws Failure for an id that may not be the id that was written.
 */
export function readKeyId(value: unknown, wrong: (what: string) => never): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string')
    return wrong('a key whose id is neither a text nor a whole number below 2^53');
  return loneSurrogate.test(value) ? wrong('a key whose id has half of a surrogate pair') : value;
}
