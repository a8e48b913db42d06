/** Names scopes for operations that have none, after their tags and methods: `contacts:read`. */
import type { OpenApiDocument, Operation } from './document.js';
import { type NeedsReading, readNeeds, withRequirement } from './needs.js';
import { childOf, elementsOf, textOf } from './node.js';
import { readRequirement } from './requirement.js';
import { isReading } from './route-path.js';
import type { UsedScopes } from './scopes.js';
import { defaultFormat, type Parts, type Spelling } from './spelling.js';

/** The scopes of operations that have none. */
export interface TagScopes {
  readonly scopeOf: (operation: Operation) => string | undefined;
  /** The scopes, those of one surface together, with what they consist of. */
  readonly parts: ReadonlyMap<string, Parts>;
  /** The first operation of each. */
  readonly first: ReadonlyMap<string, Operation>;
}

/**
 * Names the scopes of operations that need a key and no scope. Where no operation of a document says anything of
 * security, they all need one.
 *
 * @throws Failure with the place, for tags that are no list of texts.
 */
export function scopesByTag(document: OpenApiDocument, reading: NeedsReading): TagScopes {
  const isSilent = !document.operations.some(({ security }) =>
    security?.alternatives.some(({ schemes }) => schemes.length > 0),
  );
  const names = new Map<Operation, Parts>();
  for (const operation of document.operations) {
    const { needs } = withRequirement(
      readNeeds(operation.security, reading),
      readRequirement(operation),
      reading,
    );
    if (needs.kind === 'authenticated' || (isSilent && operation.security === undefined))
      names.set(operation, {
        surface: surfaceOf(operation),
        action: isReading(operation.method) ? 'read' : 'write',
      });
  }
  const scopes = Array.from(names, ([operation, parts]) => ({ operation, parts, scope: spell(parts) }));
  const surfaces = [...new Set(scopes.map(({ parts }) => parts.surface))];
  const used = new Set(scopes.map(({ scope }) => scope));
  const all = surfaces.flatMap((surface) => ['read', 'write'].map((action) => ({ surface, action })));
  const spelled = new Map(scopes.map(({ operation, scope }) => [operation, scope]));
  return {
    scopeOf: (operation) => spelled.get(operation),
    parts: new Map(all.map((parts) => [spell(parts), parts] as const).filter(([scope]) => used.has(scope))),
    first: new Map(scopes.map(({ operation, scope }) => [scope, operation] as const).reverse()),
  };
}

const spell = ({ surface, action }: Parts): string => `${surface}:${action}`;

/** Names the surface of an operation: after its first tag, else after its path. */
function surfaceOf({ object, path }: Operation): string {
  const tags = childOf(object, 'tags');
  const [first] = tags === undefined ? [] : elementsOf(tags, 'tags');
  const tag = first === undefined ? '' : nameOf(textOf(first, 'a tag'));
  if (tag !== '') return tag;
  const segments = path.split('/').filter((segment) => !/[{}]/.test(segment) && !isVersion(segment));
  return segments.map(nameOf).find((name) => name !== '') ?? 'api';
}

/** Tells whether a segment is a version: `v1`, `2024-01`, `v2beta1`. */
const isVersion = (segment: string): boolean => /^(?:v\d[\w.-]*|\d+(?:[.-]\d+)*)$/i.test(segment);

/** Makes a name of a text: `code-scanning` of `Code Scanning`. Digits alone would lose their place in an object. */
const nameOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|['’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^-|-$/g, '')
    .replace(/^(?=\d+$)/, 'n');

/** Adds the scopes that are named after tags to those that a document uses. */
export function withTagScopes(used: UsedScopes, { parts, first }: TagScopes): UsedScopes {
  const nodes = Array.from(first, ([scope, { node }]) => [scope, used.nodes.get(scope) ?? node] as const);
  return {
    ...used,
    names: [...new Set([...used.names, ...parts.keys()])],
    nodes: new Map([...used.nodes, ...nodes]),
    findings: used.findings.filter(
      ({ kind, scopes: [name = ''] = [] }) => kind !== 'unused' || !parts.has(name),
    ),
  };
}

/** Gives the spelling of scopes that are all named after tags. */
export function spellingOfTags({ parts }: TagScopes): Spelling {
  const surfaces = new Map<string, string[]>();
  for (const { surface, action } of parts.values())
    surfaces.set(surface, [...(surfaces.get(surface) ?? []), action]);
  return { format: defaultFormat, surfaces, bare: [], parts };
}
