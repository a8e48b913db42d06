/** What a vocabulary has and OpenAPI cannot say: the extension `x-scopeproof` of a document. */

import { didYouMean } from '../../../src/internal/nearest-name.js';
import {
  fromManifest,
  ManifestError,
  type ManifestVocabulary,
  toManifest,
} from '../../../src/manifest/index.js';
import type { ScopeDoc } from '../../../src/vocabulary/definition.js';
import type { OpenApiDocument } from './document.js';
import { findingAt } from './findings.js';
import type { Implication } from './implications.js';
import { childOf, failureAt, fieldsOf, textOf } from './node.js';
import type { Value } from './render.js';
import { extensionName } from './requirement.js';
import type { UsedScopes } from './scopes.js';
import { defaultFormat, type Parts, type Spelling } from './spelling.js';

/** What a document says of its vocabulary. */
export interface DeclaredVocabulary {
  /** The security scheme that has the scopes. */
  readonly scheme: string;
  /** Without the descriptions that the scheme has. */
  readonly vocabulary: ManifestVocabulary;
  readonly scopes: readonly string[];
  readonly spelling: Spelling;
  /** Those that give all others. */
  readonly implications: readonly Implication[];
}

/**
 * Makes the extension of a document.
 *
 * @param declares tells whether the scheme declares its scopes, with their descriptions.
 */
export function extensionOf(
  vocabulary: ManifestVocabulary,
  scheme: string,
  declares: boolean,
): ReadonlyMap<string, Value> {
  const { name, format, surfaces, scopes, includes, bundles, deprecated, storedPatterns, docs } = vocabulary;
  const fields: readonly (readonly [string, Value])[] = [
    ['version', 1],
    ['scheme', scheme],
    ['name', name],
    ...(format === defaultFormat ? [] : [['format', format] as const]),
    ['surfaces', new Map(Object.entries(surfaces))],
    ['scopes', scopes],
    ['includes', direct(includes)],
    ['bundles', new Map(Object.entries(bundles))],
    ['deprecated', new Map(Object.entries(deprecated))],
    ...(storedPatterns === undefined ? [] : [['storedPatterns', storedPatterns] as const]),
    ['docs', textsOf(docs, declares)],
  ];
  return new Map(fields.filter(([, value]) => !isEmpty(value)));
}

/** Gives the texts for people, without those that the scheme has. */
function textsOf(docs: ManifestVocabulary['docs'], declares: boolean): ReadonlyMap<string, Value> {
  const groups = Object.entries(docs).map(([group, texts]) => {
    const own = Object.entries<ScopeDoc | undefined>(texts).map(([name, text]) => {
      const parts = Object.entries<Value>({ ...text });
      const isThere = (part: string) => declares && group === 'scopes' && part === 'description';
      return [name, new Map(parts.filter(([part]) => !isThere(part)))] as const;
    });
    return [group, new Map(own.filter(([, parts]) => parts.size > 0))] as const;
  });
  return new Map(groups.filter(([, texts]) => texts.size > 0));
}

const isEmpty = (value: Value): boolean =>
  (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);

/** Leaves out what follows by the others: of a chain, its links remain. */
function direct(includes: ManifestVocabulary['includes']): ReadonlyMap<string, readonly string[]> {
  const all = new Map(Object.entries(includes).map(([scope, implied]) => [scope, new Set(implied)]));
  return new Map(
    Array.from(all, ([scope, implied]) => {
      const further = new Set(
        [...implied].flatMap((each) =>
          // In a circle, each scope would leave out the other.
          all.get(each)?.has(scope) ? [] : [...(all.get(each) ?? [])],
        ),
      );
      return [scope, [...implied].filter((each) => !further.has(each))];
    }),
  );
}

/**
 * Reads the extension of a document; nothing where it has none.
 *
 * @throws Failure with the place, for an extension that is wrong.
 */
export function readExtension({ root }: OpenApiDocument): DeclaredVocabulary | undefined {
  const node = childOf(root, extensionName);
  if (node === undefined) return undefined;
  const { version, scheme, ...fields } = Object.fromEntries(fieldsOf(node, extensionName));
  if (version?.value !== 1) throw failureAt(version ?? node, `${extensionName}: a version that is not known`);
  if (scheme === undefined) throw failureAt(node, `${extensionName}: no scheme`);
  const empty = {
    format: defaultFormat,
    surfaces: {},
    scopes: [],
    includes: {},
    bundles: {},
    deprecated: {},
  };
  const given = Object.fromEntries(Object.entries(fields).map(([key, { value }]) => [key, value]));
  const vocabulary: Record<string, unknown> = { ...empty, docs: {}, ...given };
  try {
    const { api } = fromManifest({ version: 1, vocabulary, routes: {}, keys: [] });
    const read = toManifest(api).vocabulary;
    return {
      scheme: textOf(scheme, 'the scheme'),
      vocabulary: read,
      scopes: api.vocabulary.scopes,
      spelling: spellingOf(read),
      implications: Array.from(direct(read.includes)).flatMap(([scope, implied]) =>
        implied.map((each) => ({ scope, implied: each })),
      ),
    };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw failureAt(node, `${extensionName}: ${error.message.replace(/^vocabulary\./, '')}`);
  }
}

function spellingOf({ format, surfaces, scopes }: ManifestVocabulary): Spelling {
  const parts = new Map<string, Parts>();
  for (const [surface, actions] of Object.entries(surfaces))
    for (const action of actions)
      parts.set(
        format.replace('{surface}', () => surface).replace('{action}', () => action),
        {
          surface,
          action,
        },
      );
  return { format, surfaces: new Map(Object.entries(surfaces)), bare: scopes, parts };
}

/** Adds the scopes that a document declares in its extension to those that it uses. */
export function withDeclared(used: UsedScopes, declared: DeclaredVocabulary | undefined): UsedScopes {
  if (declared === undefined) return used;
  const known = new Set(declared.scopes);
  const strangers = used.names.filter((name) => !known.has(name));
  // To look for the nearest name takes long where there are many.
  const near = strangers.length * known.size > 1_000_000 ? [] : declared.scopes;
  const findings = strangers.flatMap((name) => {
    const node = used.nodes.get(name);
    const message = `${name} is no scope of ${extensionName}, so that nothing can have it${didYouMean(name, near)}`;
    return node === undefined ? [] : [findingAt(node, { kind: 'undeclared', scopes: [name], message })];
  });
  const unknown = new Set(strangers);
  return {
    ...used,
    names: declared.scopes,
    descriptions: new Map([...used.descriptions].filter(([name]) => !unknown.has(name))),
    findings: [
      // The extension declares them.
      ...used.findings.filter(
        ({ kind, scopes: [name = ''] = [] }) =>
          kind !== 'undeclared' || !(known.has(name) || unknown.has(name)),
      ),
      ...findings,
    ],
  };
}
