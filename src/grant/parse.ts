import { throwTypeError } from '../errors.js';
import { addMask, maskOf } from '../internal/bit-set.js';
import type { ClosedScopes } from '../vocabulary/closure.js';
import type { ReadDefinition } from '../vocabulary/definition.js';
import { intern } from '../vocabulary/spelling.js';
import type { Grant } from './grant.js';
import type { GrantIssuer } from './issue.js';

/** What a vocabulary's `parse` gives. */
export interface ParseResult<Name extends string> {
  /** A grant of which nothing is proven yet. `has`, `check` and `authorize` prove it. */
  readonly grant: Grant<Name, never>;
  /** The names that are no scopes and so grant nothing, each once, in order of appearance. */
  readonly unknown: readonly string[];
  /** The old names found, each once, in order of appearance. */
  readonly deprecated: readonly string[];
}

/** A {@link ParseResult} at run time. */
interface UntypedParseResult {
  readonly grant: object;
  readonly unknown: readonly string[];
  readonly deprecated: readonly string[];
}

/** The number of stored strings whose results a vocabulary remembers, and the greatest length of one. */
const mostRemembered = 256;
const longestRemembered = 4096;

const notStrings = 'stored scopes are strings';
const noNames: readonly string[] = /* @__PURE__ */ Object.freeze([]);
const frozenList = (names: ReadonlySet<string> | undefined): readonly string[] =>
  names ? Object.freeze([...names]) : noNames;

/** Makes the function that reads a list of stored names. */
const listParser = (
  { names, bitsOf, closureOf }: ClosedScopes,
  { renamed, storedPatterns }: ReadDefinition,
  issue: GrantIssuer['issue'],
) => {
  const closedMaskOf = (scopes: readonly string[]) => maskOf(bitsOf(scopes.flatMap(closureOf)));
  const masksOf = (table: Iterable<readonly [name: string, scopes: readonly string[]]>) =>
    new Map(Array.from(table, ([name, scopes]) => [name, closedMaskOf(scopes)]));
  const liveMasks = masksOf([...storedPatterns, ...names.map((name) => [name, [name]] as const)]);
  const oldMasks = masksOf(renamed);
  const none = bitsOf([]);

  return (list: Iterable<unknown>, skipEmpty: boolean): UntypedParseResult => {
    const held = none.slice();
    let unknown: Set<string> | undefined;
    let deprecated: Set<string> | undefined;
    for (const name of list) {
      if (typeof name !== 'string') return throwTypeError(notStrings);
      let mask = liveMasks.get(name);
      if (!mask) {
        if (skipEmpty && name === '') continue;
        mask = oldMasks.get(name);
        if (mask) deprecated = (deprecated ?? new Set()).add(name);
        else unknown = (unknown ?? new Set()).add(name);
      }
      if (mask) addMask(held, mask);
    }
    return Object.freeze({
      grant: issue(held),
      unknown: frozenList(unknown),
      deprecated: frozenList(deprecated),
    });
  };
};

/**
 * Makes the `parse` of a vocabulary. Only ASCII white space separates scopes in a string, so no other character can
 * hide one.
 */
export const createParser = (
  closed: ClosedScopes,
  read: ReadDefinition,
  issue: GrantIssuer['issue'],
): ((stored: unknown) => UntypedParseResult) => {
  const parseList = listParser(closed, read, issue);
  const remembered = new Map<string, UntypedParseResult>();
  return (stored) => {
    if (typeof stored !== 'string')
      return Object(stored)[Symbol.iterator] && !(stored instanceof String) // a String iterates over letters
        ? parseList(stored as Iterable<unknown>, false)
        : throwTypeError(notStrings);
    const known = remembered.get(stored);
    if (known) return known;
    const result = parseList(stored.split(/[\t-\r ]/), true);
    // Only strings of live scopes: a sender can make up unknown names without end, and remembering an old name would
    // keep the whole string in memory.
    if (stored.length <= longestRemembered && result.unknown === noNames && result.deprecated === noNames) {
      if (remembered.size === mostRemembered) remembered.clear();
      remembered.set(intern(stored), result);
    }
    return result;
  };
};
