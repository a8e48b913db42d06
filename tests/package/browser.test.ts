/** What a program for a browser ships of an API that it knows by its types alone. */
import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { budgetOf } from '../../bench/budgets.js';
import { compileSources, describeDiagnostic, root } from '../support/compile.js';

const api = `
import { defineKey, defineRoutes, defineScopes, mount, open } from 'scopeproof';
export const atender = defineScopes('atender', {
  surfaces: { contacts: ['read', 'write'], billing: ['refund'], knowledge: ['read', 'write'] },
  implies: { write: ['read'] },
});
export const api = defineRoutes(atender, {
  ...mount(atender, '/internal', 'knowledge'),
  'GET /contacts/:id': 'contacts:read',
  'POST /contacts': 'contacts:write',
  'POST /refunds/:invoice': 'billing:refund',
  'GET /health': open,
});
export const reader = defineKey(api, 'address-book', { scopes: ['contacts:read'], routes: ['GET /contacts/:id'] });
export const treasurer = atender.key('treasurer', { scopes: ['billing:refund'] });
`;
const page = `
import { createCaller, MissingScopesError } from 'scopeproof/client';
import type { api, reader } from './api.js';
const call = createCaller<typeof api, typeof reader>({ baseUrl: 'https://api.example.com', token: 'k_0123' });
try {
  const response = await call('GET /contacts/:id', { params: { id: '42' } });
  console.log(await response.text());
} catch (error) {
  if (error instanceof MissingScopesError) console.log(error.missing);
}
`;

/** The texts of the table, of its vocabulary and of its keys, apart from the route that is called. */
const texts = [
  ...['atender', 'billing', 'refund', 'knowledge', 'write', 'contacts:', 'treasurer', 'address-book'],
  ...['/internal', '/refunds', 'invoice', '/health', 'POST', 'DELETE', 'implies', 'surfaces', ':read'],
];

describe('a program for a browser', () => {
  let folder: string;
  const bundle = async (source: string) => {
    writeFileSync(join(folder, 'page.ts'), source);
    const { outputFiles } = await build({
      entryPoints: [join(folder, 'page.ts')],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      write: false,
    });
    return outputFiles[0]?.text ?? '';
  };
  beforeAll(async () => {
    // Inside the package, so that its own name leads to dist/.
    folder = await mkdtemp(join(root, 'dist/browser-'));
    writeFileSync(join(folder, 'api.ts'), api);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('compiles', async () => {
    const sources = { 'api.ts': api, 'page.ts': page };
    const { diagnostics } = await compileSources('6.0', sources, { lib: ['es2022', 'dom'] });
    expect(diagnostics.map(describeDiagnostic)).toEqual([]);
  });

  test('ships no text of the table but the route that it calls', async () => {
    const code = await bundle(page);
    expect(code).toContain('GET /contacts/:id');
    expect(texts.filter((text) => code.includes(text))).toEqual([]);
  });

  test('ships them all where it has the values, so they would be found', async () => {
    const code = await bundle(`${page}${api.replaceAll('export ', '')}console.log(api, reader, treasurer);`);
    expect(texts.filter((text) => !code.includes(text))).toEqual([]);
  });

  test('ships 0.5 kB of the library', async () => {
    const code = await bundle(page);
    const alone = await bundle(
      page.replace(
        "import { createCaller, MissingScopesError } from 'scopeproof/client';",
        `
      declare const createCaller: typeof import('scopeproof/client').createCaller;
      declare const MissingScopesError: typeof import('scopeproof/client').MissingScopesError;
    `,
      ),
    );
    const { goal } = budgetOf({ unit: 'bytes', figure: 'call an API from a browser' });
    expect(gzipSync(code, { level: 9 }).length - gzipSync(alone, { level: 9 }).length).toBeLessThanOrEqual(
      Number(goal),
    );
  });
});
