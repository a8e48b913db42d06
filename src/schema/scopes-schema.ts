import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { noSuchOption, throwTypeError, unknownScope } from '../errors.js';
import { ownProperties } from '../internal/input.js';
import { didYouMean } from '../internal/nearest-name.js';
import type { Docs } from '../vocabulary/definition.js';
import { vocabularyInternals } from '../vocabulary/internals.js';
import type { AnyVocabulary, BundleOf, ScopeOf } from '../vocabulary/vocabulary.js';
import { jsonSchemaOf, type ListedName } from './json-schema.js';

/** What {@link scopesSchema} takes besides scopes. */
export interface ScopesSchemaOptions {
  /** Whether the name of a bundle stands for the scopes that it lists. */
  readonly bundles?: boolean | undefined;
  /** Whether names that only stored keys have are read: deprecated ones, and patterns where the vocabulary reads them. */
  readonly stored?: boolean | undefined;
  /** Whether a text with white space between the scopes is read too: `scope` of RFC 6749 §3.3. */
  readonly text?: boolean | undefined;
}

/** What a client may send: a list of scopes, and of what else the options let in. */
export type ScopesInput<V extends AnyVocabulary, Options extends ScopesSchemaOptions> =
  | (
      | ScopeOf<V>
      | (Options extends { readonly bundles: true } ? BundleOf<V> : never)
      | (Options extends { readonly stored: true } ? string : never)
    )[]
  | (Options extends { readonly text: true } ? string : never);

/** A Standard Schema (standardschema.dev) and a Standard JSON Schema. */
export interface ScopesSchema<Input, Output> {
  readonly '~standard': ScopesSchemaProps<Input, Output>;
}
interface ScopesSchemaProps<Input, Output>
  extends StandardSchemaV1.Props<Input, Output>,
    StandardJSONSchemaV1.Props<Input, Output> {
  readonly validate: (value: unknown) => StandardSchemaV1.Result<Output>;
}

/**
 * Makes the schema of a list of scopes, such as a request for a new key has it. Hono, tRPC, TanStack Form and whatever
 * else takes a Standard Schema validate with it; Fastify and OpenAPI take its JSON Schema.
 *
 * Its value is the list of the scopes, each once, in the order in which they were sent. An unknown name is an issue at
 * its index, with the nearest name that is known. A valid list says which scopes somebody asks for, not that they may
 * have them.
 *
 * The JSON Schema is written for `draft-2020-12`, `draft-07` and `openapi-3.0`: an `enum`, with what `docs` says of its
 * names as the description, and a `pattern` for a text.
 *
 * @throws TypeError for a value that is no vocabulary of this copy of the library, and for a wrong option. Its
 * `jsonSchema` throws one for another target.
 *
 * @example
 * ```ts
 * import { defineScopes } from 'scopeproof';
 * import { scopesSchema } from 'scopeproof/schema';
 *
 * const atender = defineScopes('atender', { surfaces: { contacts: ['read', 'write'] } });
 * const { validate } = scopesSchema(atender)['~standard'];
 *
 * validate(['contacts:read']); // { value: ['contacts:read'] }
 * validate(['contacts:raed']);
 * // { issues: [{ message: 'unknown scope contacts:raed; did you mean contacts:read?', path: [0] }] }
 * ```
 */
export function scopesSchema<
  V extends AnyVocabulary,
  const Options extends ScopesSchemaOptions = Record<never, never>,
>(vocabulary: V, options?: Options): ScopesSchema<ScopesInput<V, Options>, ScopeOf<V>[]>;
export function scopesSchema(vocabulary: object, options?: unknown): ScopesSchema<unknown, string[]> {
  const { bundles, stored, text } = readOptions(options);
  const names = namesRead(vocabulary, bundles, stored);
  const validate = validator(names, text);
  return Object.freeze({
    '~standard': Object.freeze({
      version: 1,
      vendor: 'scopeproof',
      validate,
      jsonSchema: Object.freeze({
        input: ({ target }: StandardJSONSchemaV1.Options) => jsonSchemaOf(names.values(), text, target),
        output: ({ target }: StandardJSONSchemaV1.Options) =>
          jsonSchemaOf(namesRead(vocabulary, false, false).values(), false, target),
      }),
    }),
  });
}

const readOptions = (options: unknown): Readonly<Record<'bundles' | 'stored' | 'text', boolean>> => {
  const read = { bundles: false, stored: false, text: false };
  for (const [option, value] of Object.entries(
    ownProperties(options === undefined ? {} : options, 'options'),
  )) {
    if (!Object.hasOwn(read, option)) throwTypeError(noSuchOption(option));
    if (value !== undefined && typeof value !== 'boolean') throwTypeError(`${option} is true or false`);
    read[option as keyof typeof read] = value === true;
  }
  return read;
};

/** name → the scopes that it stands for, and what there is to say about it. A live scope stands for itself. */
const namesRead = (
  vocabulary: object,
  bundles: boolean,
  stored: boolean,
): ReadonlyMap<string, ListedName> => {
  const internals = vocabularyInternals(vocabulary);
  const { docs } = vocabulary as { readonly docs: Docs<string, string, string> };
  const names = new Map<string, ListedName>();
  const add = (name: string, scopes: readonly string[], says: ListedName['says']) => {
    if (!names.has(name)) names.set(name, { name, scopes, says });
  };
  for (const name of internals.names) add(name, [name], docs.scopes?.[name] ?? {});
  if (bundles) for (const [name, scopes] of internals.bundles) add(name, scopes, docs.bundles?.[name] ?? {});
  if (stored) {
    for (const [name, scopes] of internals.renamed)
      add(name, scopes, { description: `deprecated, now ${scopes.join(' ')}` });
    for (const [pattern, scopes] of internals.storedPatterns) add(pattern, scopes, {});
  }
  return names;
};

/** The most faults that are told, and of how many the nearest name is looked for: a body may hold a million. */
const mostIssues = 100;
const mostHints = 10;

const validator =
  (names: ReadonlyMap<string, ListedName>, text: boolean) =>
  (value: unknown): StandardSchemaV1.Result<string[]> => {
    const isText = text && typeof value === 'string';
    const list: unknown = isText ? value.split(/[\t-\r ]/).filter((name) => name !== '') : value;
    if (!Array.isArray(list))
      return { issues: [{ message: `not a list of scopes${text ? ', and not a text' : ''}` }] };
    const scopes = new Set<string>();
    const issues: StandardSchemaV1.Issue[] = [];
    for (let i = 0; i < list.length && issues.length < mostIssues; i++) {
      const name: unknown = list[i];
      const known = typeof name === 'string' ? names.get(name) : undefined;
      for (const scope of known?.scopes ?? []) scopes.add(scope);
      if (known) continue;
      const message = messageFor(name, issues.length < mostHints ? names.keys() : []);
      issues.push(isText ? { message } : { message, path: [i] });
    }
    return issues.length > 0 ? { issues } : { value: [...scopes] };
  };

/** The longest part of a name that a message repeats. */
const mostShown = 100;

const messageFor = (name: unknown, names: Iterable<string>): string => {
  if (typeof name !== 'string') return 'not a scope: no text';
  const shown = name.length > mostShown ? `${name.slice(0, mostShown)}…` : name;
  return unknownScope(shown) + didYouMean(name, names);
};
