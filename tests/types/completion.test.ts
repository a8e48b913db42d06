/** What an editor offers between quotes: the names that could stand there, and nothing else. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/compile.js';
import { openLsp, openTsserver, type Server } from '../support/language-servers.js';

const declared = [
  "import { defineKey, defineRoutes, defineScopes, leastKey, leastScopes, mount } from 'scopeproof';",
  "const atender = defineScopes('atender', {",
  "  surfaces: { contacts: ['read', 'write'], tags: ['read'] },",
  "  implies: { write: ['read'] },",
  "  bundles: { basic: ['contacts:read'], all: ['*'] },",
  '});',
  "const api = defineRoutes(atender, { 'GET /contacts': 'contacts:read', 'POST /contacts': 'contacts:write' });",
  "const { grant } = atender.parse('');",
];

const scopes = ['contacts:read', 'contacts:write', 'tags:read'];
const patterns = ['*', '*:read', '*:write', 'contacts:*', 'tags:*'];
const routes = ['GET /contacts', 'POST /contacts'];
const bundles = ['all', 'basic'];
const anew = (part: string) =>
  `defineScopes('anew', { surfaces: { contacts: ['read', 'write'], tags: ['read'] }, ${part} });`;

/** Where the bar stands, and what is offered there. */
const places: readonly (readonly [string, readonly string[]])[] = [
  ["defineKey(api, 'k', { scopes: ['|'], routes: ['GET /contacts'] });", scopes],
  ["defineKey(api, 'k', { scopes: ['contacts:read', '|'], routes: ['GET /contacts'] });", scopes],
  ["defineKey(api, 'k', { scopes: ['con|'] });", scopes],
  ["defineKey(api, 'k', { scopes: ['contacts:write'], routes: ['|'] });", routes],
  ["defineKey(api, 'k', { scopes: ['contacts:write'], routes: ['GET /contacts', '|'] });", routes],
  ["defineKey(api, 'k', { routes: ['GET|'] });", routes],
  ["defineKey(api, 'k', { bundle: '|', routes: ['GET /contacts'] });", bundles],
  ["defineKey(api, 'k', { bundle: '|' });", bundles],
  ["atender.key('k', { scopes: ['|'] });", scopes],
  ["leastKey(api, 'k', { routes: ['|'] });", routes],
  ["leastScopes(api, ['|']);", routes],
  ["mount(atender, '/x', '|');", ['contacts', 'tags']],
  ["mount(atender, '/x', 'tags', { GET: '|' });", ['read', 'write']],
  ["defineRoutes(atender, { 'GET /x': '|' });", scopes],
  ["api.handler('|', () => undefined);", routes],
  ["atender.authorize(grant, '|');", scopes],
  ["atender.has(grant, '|');", scopes],
  ["atender.attenuate(grant, ['|']);", scopes],
  ["atender.allOf('|');", scopes],
  ["atender.allOf('contacts:read', '|');", scopes],
  ["atender.anyOf('|');", scopes],
  ["atender.bundle('|');", bundles],
  ["atender.select('|');", [...patterns, ...scopes]],
  [anew("bundles: { b: ['|'] }"), [...patterns, ...scopes]],
  [anew("includes: { 'contacts:write': ['|'] }"), [...patterns, ...scopes]],
  [anew("implies: { write: ['|'] }"), ['read', 'write']],
  [anew("deprecated: { old: '|' }"), scopes],
  [anew("deprecated: { old: ['contacts:read', '|'] }"), scopes],
  // A grant knows its vocabulary by name alone: nothing is offered but what stands there.
  ["grant.has('|');", ['']],
];
const program = [...declared, ...places.map(([place]) => place.replace('|', ''))].join('\n');

describe.each([
  ['tsserver of TypeScript 6.0', openTsserver],
  ['the language server of TypeScript 7.0', openLsp],
])('%s', (_, open) => {
  let folder: string;
  let server: Server;
  beforeAll(async () => {
    await mkdir(join(root, '.scratch'), { recursive: true });
    folder = await mkdtemp(join(root, '.scratch/'));
    const file = join(folder, 'program.ts');
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2022'],
      types: [],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
    await writeFile(file, program);
    server = await open(file, program);
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each(places.map(([place, offered], i) => ({ place, offered, line: declared.length + i })))(
    '$place',
    async ({ place, offered, line }) => {
      const names = await server.completions({ line, character: place.indexOf('|') });
      expect([...names].sort()).toEqual([...offered].sort());
    },
  );
});
