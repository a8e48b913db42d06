/**
 * A real API: Figma's OpenAPI document, turned into a vocabulary and a route table.
 *
 * Figma lists the scopes that an operation accepts in one Security Requirement (`OAuth2: [file_content:read, files:read]`)
 * and means any of them: `files:read` is the old scope that the finer ones replace. OpenAPI defines such a list as all
 * of them. The document is read both ways here, and the table is held to each. What an operation asks of other
 * schemes, which are personal and plan access tokens, is left out: an operation without an OAuth scheme is not in the
 * table, and so refused to every OAuth token.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  defineRoutes,
  defineScopes,
  InsufficientScopeError,
  leastScopes,
  type Requirement,
} from 'scopeproof';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Operation {
  readonly security?: readonly { readonly [scheme: string]: readonly string[] }[];
}
interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: {
    readonly securitySchemes: {
      readonly [scheme: string]: {
        readonly type: string;
        readonly flows?: {
          readonly [flow: string]: { readonly scopes: { readonly [scope: string]: string } };
        };
      };
    };
  };
}

const require = createRequire(import.meta.url);
const file = require.resolve('@figma/rest-api-spec/openapi/openapi.yaml');
const { paths, components } = parse(readFileSync(file, 'utf8')) as Document;

const schemes = Object.entries(components.securitySchemes).filter(([, { type }]) => type === 'oauth2');
const documented = new Map(
  schemes.flatMap(([, { flows }]) =>
    Object.values(flows ?? {}).flatMap(({ scopes }) => Object.entries(scopes)),
  ),
);

const surfaces: { [surface: string]: [string, ...string[]] } = {};
for (const scope of documented.keys()) {
  const [surface, action] = scope.split(':') as [string, string];
  const actions = surfaces[surface];
  if (actions) actions.push(action);
  else surfaces[surface] = [action];
}
const figma = defineScopes('figma', {
  surfaces,
  bundles: { everything: ['*'] },
  docs: {
    scopes: Object.fromEntries([...documented].map(([scope, description]) => [scope, { description }])),
  },
});

type Scope = (typeof figma.scopes)[number];

/** Each operation with the scope lists of its OAuth schemes; none where it has no such scheme. */
const operations = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, { security = [] }]) => {
    const accepted = security.flatMap((requirement) =>
      schemes.flatMap(([scheme]) => (requirement[scheme] ?? []) as readonly Scope[]),
    );
    return {
      method: method.toUpperCase(),
      /** As a request has it, with something in the place of each parameter. */
      request: path.replace(/\{\w+\}/g, 'x%3A1'),
      route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      accepted,
    };
  }),
);

test('the document is the one that this test was written for: real, and with all that it has to have', () => {
  expect(documented.size).toBeGreaterThan(20);
  expect(operations.length).toBeGreaterThan(50);
  expect(operations.some(({ accepted }) => accepted.length === 0)).toBe(true);
  expect(operations.some(({ accepted }) => accepted.length > 1)).toBe(true);
  expect(new Set(operations.map(({ method }) => method))).toEqual(new Set(['GET', 'POST', 'PUT', 'DELETE']));
});

test('every scope of the document is a scope of the vocabulary, with its text', () => {
  expect([...figma.scopes].sort()).toEqual([...documented.keys()].sort());
  expect(figma.docs.scopes?.['files:read']).toEqual({ description: documented.get('files:read') });
  for (const { accepted } of operations)
    for (const scope of accepted) expect(figma.isScope(scope)).toBe(true);
});

describe.each([
  ['any of the listed scopes, as Figma means it', 'any'],
  ['all of the listed scopes, as OpenAPI defines it', 'all'],
])('%s', (_, reading) => {
  const needs = ([first, ...rest]: readonly Scope[]): Requirement<'figma', Scope> =>
    reading === 'any' ? figma.anyOf(first as Scope, ...rest) : figma.allOf(first as Scope, ...rest);
  const api = defineRoutes(
    figma,
    Object.fromEntries(
      operations
        .filter(({ accepted }) => accepted.length > 0)
        .map(({ route, accepted }) => [route, needs(accepted)]),
    ),
  );

  /** What the document says of a request with some scopes, without any help of the library. */
  const saysYes = (accepted: readonly string[], held: readonly string[]) =>
    accepted.length > 0 && accepted[reading === 'any' ? 'some' : 'every']((scope) => held.includes(scope));

  /** What the library says of the same request. */
  const allows = (method: string, path: string, held: readonly string[]) => {
    const match = api.match(method, path);
    return match !== undefined && figma.check(figma.parse(held).grant, match.needs).ok;
  };

  const tokens: [name: string, scopes: readonly string[]][] = [
    ['nothing', []],
    ...[...documented.keys()].map((scope): [string, string[]] => [scope, [scope]]),
    ['what is read', [...documented.keys()].filter((scope) => scope.endsWith(':read'))],
    ['file_content:read and files:read', ['file_content:read', 'files:read']],
    ['everything', [...documented.keys()]],
    ['what Figma does not know', ['files:write', '*', 'constructor']],
  ];

  test.each(tokens)('a token with %s may do what the document says, and nothing else', (_name, held) => {
    const refused = operations.filter(({ method, request }) => !allows(method, request, held));
    const shouldBe = operations.filter(({ accepted }) => !saysYes(accepted, held));
    expect(refused.map(({ route }) => route)).toEqual(shouldBe.map(({ route }) => route));
  });

  test('each operation is found by its request', () => {
    for (const { method, request, route, accepted } of operations) {
      const match = api.match(method, request);
      expect(match?.route).toBe(accepted.length > 0 ? route : undefined);
      for (const value of Object.values(match?.params ?? {})) expect(value).toBe('x:1');
    }
  });

  test('a refusal names what is missing', () => {
    for (const { route, accepted } of operations.filter(({ accepted }) => accepted.length > 0)) {
      const result = api.check(figma.parse('').grant, route as (typeof api.routes)[number]);
      expect(result.error).toBeInstanceOf(InsufficientScopeError);
      expect([...(result.error?.missing ?? [])].sort()).toEqual(
        [...(reading === 'any' ? accepted.slice(0, 1) : accepted)].sort(),
      );
    }
  });

  test('the narrowest token for every operation is exact, and no scope of it can be spared', () => {
    const { scopes, bundle, exact } = leastScopes(api, api.routes);
    expect(exact).toBe(true);
    const served = (held: readonly string[]) =>
      operations.every(
        ({ method, request, accepted }) => accepted.length === 0 || allows(method, request, held),
      );
    expect(served(scopes)).toBe(true);
    for (const spared of scopes) expect(served(scopes.filter((scope) => scope !== spared))).toBe(false);
    expect(bundle?.name).toBe('everything');
    expect(bundle?.excess).toEqual(figma.scopes.filter((scope) => !scopes.includes(scope)));
  });
});
