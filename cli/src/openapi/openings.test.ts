import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { authenticated, defineRoutes, defineScopes, open, optional } from '../../../src/index.js';
import { readDocument } from './document.js';
import type { Needs } from './needs.js';
import { importRoutes } from './routes.js';
import { isScopeToken } from './scopes.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-openings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const desk = defineScopes('desk', { scopes: ['r', 'w'] });
const callers = [undefined, [], ['r'], ['w'], ['r', 'w']] as const;
type Caller = (typeof callers)[number];

/** What a document says of security, and whom that lets in. */
const securities = {
  open: { is: [], lets: () => true },
  optional: { is: [{}, { o: ['r'] }], lets: () => true },
  any: { is: [{ o: [] }], lets: (caller: Caller) => caller !== undefined },
  r: { is: [{ o: ['r'] }], lets: (caller: Caller) => has(caller, 'r') },
  w: { is: [{ o: ['w'] }], lets: (caller: Caller) => has(caller, 'w') },
  both: { is: [{ o: ['r', 'w'] }], lets: (caller: Caller) => has(caller, 'r') && has(caller, 'w') },
  either: {
    is: [{ o: ['r'] }, { o: ['w'] }],
    lets: (caller: Caller) => has(caller, 'r') || has(caller, 'w'),
  },
  none: { is: [{ certificate: [] }], lets: () => false },
} as const;
const has = (caller: Caller, scope: 'r' | 'w') =>
  (caller as readonly string[] | undefined)?.includes(scope) ?? false;

const segment = fc.constantFrom(
  'a',
  'b',
  'naïve',
  '*',
  '{x}',
  '{y}',
  '{x}.{y}',
  'v{x}',
  '{x}:go',
  '{x}.json',
);
const operation = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST'),
  path: fc
    .array(segment, { minLength: 1, maxLength: 3 })
    .map((segments) => `/${uniqueNames(segments).join('/')}`),
  security: fc.constantFrom(...(Object.keys(securities) as (keyof typeof securities)[])),
});
const requested = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST'),
  segments: fc.array(
    fc.constantFrom('a', 'b', 'naïve', '*', 'c', 'x.y', 'v1', 'v1.json', 'k:go', 'a.json', 'é'),
    { minLength: 1, maxLength: 3 },
  ),
});

/** A path names each parameter once. */
const uniqueNames = (segments: readonly string[]): string[] => {
  let count = 0;
  return segments.map((each) => each.replace(/\{\w/g, (name) => `${name}${count++}`));
};

/** How concrete the segments of a template are: a literal, one with text around parameters, a parameter. */
const ranksOf = (path: string): readonly number[] =>
  path.split('/').map((each) => (/^\{[^{}]*\}$/.test(each) ? 2 : each.includes('{') ? 1 : 0));

const compare = (one: readonly number[], other: readonly number[]): number =>
  one.map((rank, i) => rank - (other[i] as number)).find((difference) => difference !== 0) ?? 0;

const matches = (path: string, segments: readonly string[]): boolean =>
  new RegExp(
    `^${path
      .split(/\{[^{}]*\}/)
      .map((text) => text.replace(/[.*]/g, '\\$&'))
      .join('[^/]+')}$`,
    'u',
  ).test(`/${segments.join('/')}`);

const requirementOf = (needs: Needs) => {
  if (needs.kind === 'scopes') {
    const [first, ...others] = needs.alternatives.map((scopes) => desk.allOf(...(scopes as ['r'])));
    return first === undefined ? [] : desk.anyOf(first, ...others);
  }
  return { open, optional, authenticated, nobody: undefined }[needs.kind];
};

test('a table lets nobody in whom the document refuses', async () => {
  const seen = { answered: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(operation, { minLength: 1, maxLength: 6 }),
      fc.array(requested, { minLength: 12, maxLength: 12 }),
      async (drawn, requests) => {
        // Of two operations with one name, the last one is in the document.
        const byName = new Map(drawn.map((each) => [`${each.method} ${each.path}`, each]));
        const operations = [...byName.values()];
        const paths: Record<string, Record<string, object>> = {};
        for (const { method, path, security } of operations)
          paths[path] = { ...paths[path], [method.toLowerCase()]: { security: securities[security].is } };
        const file = join(folder, 'a.json');
        const securitySchemes = { o: { type: 'http', scheme: 'bearer' }, certificate: { type: 'mutualTLS' } };
        writeFileSync(file, JSON.stringify({ openapi: '3.1.0', paths, components: { securitySchemes } }));
        const { routes } = importRoutes(await readDocument(file), { scheme: 'o', isScope: isScopeToken });
        if (routes.size === 0) return;
        const table = Object.fromEntries([...routes].map(([route, needs]) => [route, requirementOf(needs)]));
        const api = defineRoutes(desk, table as { readonly [route: string]: typeof open });

        for (const { method, segments } of requests) {
          const answer = api.match(method, `/${segments.map(encodeURI).join('/')}`);
          if (answer === undefined) continue;
          const own = operations.filter((each) => matches(each.path, segments));
          const asked = own.filter(
            (each) =>
              each.method === method ||
              // GET answers HEAD, unless the path has it.
              (method === 'HEAD' &&
                each.method === 'GET' &&
                !own.some((other) => other.method === 'HEAD' && other.path === each.path)),
          );
          const best = asked.filter(
            (each) => !asked.some((other) => compare(ranksOf(other.path), ranksOf(each.path)) < 0),
          );
          for (const caller of callers) {
            const isLetIn =
              caller === undefined
                ? ['open', 'optional'].includes(routes.get(answer.route)?.kind ?? '')
                : api.check(desk.parse(caller).grant, answer.route as never).ok;
            const mayBe = best.some(({ security }) => securities[security].lets(caller));
            if (isLetIn && !mayBe)
              throw new Error(
                `${method} /${segments.join('/')} by ${answer.route}: ${JSON.stringify(caller)}`,
              );
            seen[isLetIn ? 'answered' : 'refused'] += 1;
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  // Many requests have a route, for some callers.
  expect(seen.answered).toBeGreaterThan(1000);
  expect(seen.refused).toBeGreaterThan(1000);
});
