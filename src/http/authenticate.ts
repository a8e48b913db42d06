/** Who calls: what `authenticate` may return, and how it is read. */

import { isObject } from './bearer.js';
import type { UntypedGrant, UntypedVocabulary } from './untyped.js';

/** The key that a request came with, and who it belongs to. */
export interface StoredKey<Principal = unknown> {
  /** Its stored scopes; `null` for a key without any. */
  readonly scopes: string | Iterable<string> | null;
  /** The owner, as handlers get it. */
  readonly principal?: Principal;
}

/**
 * What `authenticate` gives: the key that a request came with, or its stored scopes alone; nothing where there is no key
 * or the key is not valid. An empty list alone is nothing: many stores answer so for what they do not have.
 */
export type StoredScopes = string | Iterable<string> | StoredKey | null | undefined;

/** What `authenticate` may return. */
export type AuthenticateResult = StoredScopes | PromiseLike<StoredScopes>;

/** The principal that an `authenticate` gives; `undefined` where it gives scopes alone. */
export type PrincipalOf<Result> = PrincipalIn<Awaited<Result>>;
type PrincipalIn<Result> = Result extends null | undefined
  ? never
  : 'scopes' | 'principal' extends keyof Result
    ? Result['principal' & keyof Result] | (string extends keyof Result ? undefined : never)
    : undefined;

/** How the scopes of keys are stored, and who learns what is wrong with them. `Args` is what `authenticate` gets. */
export interface KeyOptions<Args extends readonly unknown[]> {
  /**
   * How a text of scopes is written: `'list'`, divided by white space, unless given; or `'json'`, an array of strings.
   */
  readonly stored?: 'list' | 'json' | undefined;
  /**
   * Learns of the stored scopes of a key that the vocabulary does not have. In development, one warning stands for it.
   * The request waits for what it returns.
   */
  readonly onUnknown?: ((scopes: readonly string[], ...args: Args) => void) | undefined;
  /** Learns of the stored scopes of a key that are deprecated. */
  readonly onDeprecated?: ((scopes: readonly string[], ...args: Args) => void) | undefined;
}

/** A caller with a valid key. */
export interface Caller {
  readonly grant: UntypedGrant;
  readonly principal: unknown;
}

/** A value, or a promise of it where something has to be awaited: awaiting costs more than most decisions. */
export type MaybePromise<Value> = Value | Promise<Value>;

/** Makes the function that gives the caller, or `null` for one without a valid key. */
export const createAuthenticator = <Request>(
  vocabulary: UntypedVocabulary,
  authenticate: (request: Request) => AuthenticateResult,
  hooks: KeyOptions<[Request]>,
): ((request: Request) => MaybePromise<Caller | null>) => {
  const parse = createParser(vocabulary, hooks);
  return (request) => {
    const read = (stored: StoredScopes): MaybePromise<Caller | null> => {
      if (stored === undefined || stored === null) return null;
      const scopes = memberOf(stored, 'scopes');
      if (scopes !== undefined)
        return parse(
          scopes === null ? '' : (scopes as string | Iterable<string>),
          memberOf(stored, 'principal'),
          request,
        );
      const listed = isListLike(stored) ? [...stored] : (stored as string);
      if (Array.isArray(listed) && listed.length === 0) return null;
      return parse(listed, undefined, request);
    };
    try {
      const stored = authenticate(request);
      const caller = isPromise(stored) ? Promise.resolve(stored).then(read) : read(stored);
      return caller instanceof Promise ? caller.catch(rethrow) : caller;
    } catch (error) {
      // Frameworks ignore some thrown values that are no errors, and no rejection.
      return rejected(error);
    }
  };
};

/** Makes the reader of a key, which tells of the stored scopes that are not scopes of today, and waits for who is told. */
const createParser =
  <Request>(
    vocabulary: UntypedVocabulary,
    { stored, onUnknown = createWarning(), onDeprecated }: KeyOptions<[Request]>,
  ) =>
  (scopes: string | Iterable<string>, principal: unknown, request: Request): MaybePromise<Caller> => {
    const { grant, unknown, deprecated } = vocabulary.parse(stored === 'json' ? fromJson(scopes) : scopes);
    const caller = { grant, principal };
    if (unknown.length + deprecated.length === 0) return caller;
    const told: readonly unknown[] = [
      unknown.length > 0 && onUnknown(unknown, request),
      deprecated.length > 0 && onDeprecated?.(deprecated, request),
    ];
    return told.some(isPromise) ? Promise.all(told).then(() => caller) : caller;
  };

/** Reads a JSON array of strings. Any other text is one name, whatever is in it. */
const fromJson = (scopes: string | Iterable<string>): string | Iterable<string> => {
  if (typeof scopes !== 'string' || scopes === '') return scopes;
  try {
    const list: unknown = JSON.parse(scopes);
    if (Array.isArray(list) && list.every((scope) => typeof scope === 'string')) return list;
  } catch {}
  return [scopes];
};

/** Makes what warns once, in development: keys whose scopes nobody knows end in refusals that say too little. */
const createWarning = (): ((unknown: readonly string[]) => void) => {
  let isDue = true;
  return (unknown) => {
    const { process } = globalThis as {
      readonly process?: { readonly env?: { readonly NODE_ENV?: string } };
    };
    if (!isDue || !process?.env || process.env.NODE_ENV === 'production') return;
    isDue = false;
    const [first = ''] = unknown;
    const more = unknown.length > 1 ? ` and ${unknown.length - 1} more` : '';
    console.warn(
      `scopeproof: a key has unknown scopes, which grant nothing: ${JSON.stringify(first.slice(0, 80))}${more}. ` +
        'Give the guard `onUnknown` to learn of all.',
    );
  };
};

/** Throws what `authenticate` threw. A primitive may mean something else to a framework: `'route'` does to Express. */
export const rethrow = (thrown: unknown): never => {
  throw Object(thrown) === thrown
    ? thrown
    : new Error('authenticate threw what is no error', { cause: thrown });
};

/** Makes a rejected promise of what was thrown. */
export const rejected = (thrown: unknown): Promise<never> => Promise.reject(thrown).catch(rethrow);

/** Gives a member of an object or of its class, where none of a built-in prototype counts: it may be polluted. */
const memberOf = (value: unknown, name: string): unknown => {
  for (let holder = value; isObject(holder); holder = Object.getPrototypeOf(holder))
    if (Object.hasOwn(holder, name))
      return builtIn.has(holder) ? undefined : (value as Readonly<Record<string, unknown>>)[name];
  return undefined;
};
const builtIn = new Set<object>([Object, Array, Set, Map].map(({ prototype }) => prototype));

const isListLike = (stored: StoredScopes): stored is Iterable<string> & object =>
  isObject(stored) && Symbol.iterator in stored && !(stored instanceof String);

export const isPromise = <Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> =>
  isObject(value) && typeof (value as { then?: unknown }).then === 'function';
