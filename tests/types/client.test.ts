/** What the types of a client cost, and what an editor offers to complete. */
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { compileSources, describeDiagnostic, root } from '../support/compile.js';

describe.each(['5.9', '7.0'] as const)('under TypeScript %s', (compiler) => {
  const cost = async (routes: number, calls: number) => {
    const { diagnostics, cost } = await compileSources(
      compiler,
      { 'client.ts': program(routes, calls) },
      { types: ['node'], skipLibCheck: true },
    );
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
    return cost.instantiations;
  };
  /** What one more call costs, the first twenty having paid for the table. */
  const perCall = async (routes: number) => ((await cost(routes, 40)) - (await cost(routes, 20))) / 20;

  test('a call costs the same, whatever the number of routes', async () => {
    const [few, many] = [await perCall(100), await perCall(1000)];
    console.info(
      `TypeScript ${compiler}: ${few} instantiations per call with 100 routes, ${many} with 1,000`,
    );
    expect(few).toBeGreaterThan(0);
    expect(few).toBeLessThan(160);
    expect(Math.abs(many - few)).toBeLessThan(few / 10);
  });

  test('a hundred routes and twenty calls cost little more than the table', async () => {
    const [table, called] = [await cost(100, 0), await cost(100, 20)];
    console.info(`TypeScript ${compiler}: ${called - table} instantiations for 20 calls with 100 routes`);
    expect(called - table).toBeLessThan(6_300);
  });
});

function program(routes: number, calls: number): string {
  const places = Array.from({ length: routes }, (_, i) => ({
    route: `${i % 2 ? 'POST' : 'GET'} /api/v1/surface${i % 21}/r${i}/:id`,
    needs: `surface${i % 21}:${i % 2 ? 'write' : 'read'}`,
  }));
  const surfaces = Array.from({ length: 21 }, (_, i) => `surface${i}`);
  return [
    "import { defineRoutes, defineScopes } from 'scopeproof';",
    "import { createClient } from 'scopeproof/client';",
    "const vocabulary = defineScopes('vocabulary', {",
    `  surfaces: { ${surfaces.map((surface) => `${surface}: ['read', 'write']`).join(', ')} },`,
    "  implies: { write: ['read'] },",
    '});',
    'const api = defineRoutes(vocabulary, {',
    ...places.map(({ route, needs }) => `  '${route}': '${needs}',`),
    '});',
    `const key = vocabulary.key('key', { scopes: [${surfaces.map((surface) => `'${surface}:write'`)}] });`,
    "const call = createClient(api, key, { baseUrl: 'https://api.example.com', token: 'k_0123' });",
    ...places.slice(0, calls).map(({ route }, i) => `await call('${route}', { params: { id: '${i}' } });`),
  ].join('\n');
}

describe('an editor', () => {
  const file = join(root, 'type-tests/completed.ts');
  const complete = (call: string): string[] => {
    const text = [
      "import { createClient } from 'scopeproof/client';",
      "import { api, atender } from './atender.js';",
      "const key = atender.key('reader', { scopes: ['contacts:read'] });",
      "const call = createClient(api, key, { baseUrl: 'https://api.example.com', token: 'k_0123' });",
      call,
    ].join('\n');
    const options = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      types: ['node'],
    };
    const read = (name: string) => (name === file ? text.replace('|', '') : ts.sys.readFile(name));
    const service = ts.createLanguageService({
      fileExists: (name) => name === file || ts.sys.fileExists(name),
      readFile: read,
      getScriptFileNames: () => [file],
      getScriptVersion: () => '1',
      getScriptSnapshot: (name) => {
        const source = read(name);
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
      },
      getCurrentDirectory: () => root,
      getCompilationSettings: () => options,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
    });
    const { entries = [] } = service.getCompletionsAtPosition(file, text.indexOf('|'), {}) ?? {};
    return entries.map(({ name }) => name).sort();
  };
  const allowed = ['GET /api/v1/contacts/:id', 'GET /api/v1/me', 'GET /api/v1/search', 'GET /health'];

  test.each(["call('|')", "call('GET /|')", "call('|', { params: {} })"])(
    'offers the routes that the key may call, and no others: %s',
    (call) => {
      expect(complete(call)).toEqual(allowed);
    },
  );

  test('offers the parameters of the path', () => {
    expect(complete("call('GET /api/v1/contacts/:id', { params: { | } })")).toEqual(['id']);
  });
});
