/** The API of the fleet as modules: the example's, with old names; and its next version, with the planted changes. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { oldNames } from './rules.js';

type Edit = readonly [from: string, to: string];

const implied = "implies: { write: ['read'] },";
const named = Object.entries(oldNames)
  .map(([name, scopes]) => `    '${name}': ${JSON.stringify(scopes)},\n`)
  .join('');
const deprecated = (more = ''): Edit => [implied, `${implied}\n\n  deprecated: {\n${named}${more}  },`];

const nextScopes: readonly Edit[] = [
  deprecated(`    'snippets:read': 'macros:read',\n    'snippets:write': 'macros:write',\n`),
  ["snippets: ['read', 'write']", "macros: ['read', 'write']"],
  ['snippets: { title', 'macros: { title'],
  ["sla: ['read', 'write']", "promises: ['read', 'write']"],
  ['sla: { title', 'promises: { title'],
];
const nextRoutes: readonly Edit[] = [
  [
    "'GET /api/v1/contacts': 'contacts:read'",
    "'GET /api/v1/contacts': atender.allOf('contacts:read', 'tags:read')",
  ],
  ["'POST /api/v1/tags': 'tags:write'", "'POST /api/v1/tags': 'tags:read'"],
  ["'GET /api/v1/analytics/agents': 'analytics:read'", "'GET /api/v1/reports': 'analytics:read'"],
  [
    "'GET /api/v1/conversations': 'conversations:read'",
    "'GET /api/v1/conversations': 'conversations:read',\n  'GET /api/v1/conversations/export': 'bulk:write'",
  ],
  ["'/api/v1/snippets', 'snippets'", "'/api/v1/snippets', 'macros'"],
  ["'/api/v1/sla', 'sla'", "'/api/v1/sla', 'promises'"],
];

/** Writes the two versions into folders of their own, `now` and `next`. */
export function writeApi(folder: string): void {
  for (const [version, scopes, routes] of [
    ['now', [deprecated()], []],
    ['next', nextScopes, nextRoutes],
  ] as const) {
    mkdirSync(join(folder, version), { recursive: true });
    writeFileSync(join(folder, version, 'scopes.ts'), edited('scopes.ts', scopes));
    writeFileSync(join(folder, version, 'routes.ts'), edited('routes.ts', routes));
  }
}

function edited(file: string, edits: readonly Edit[]): string {
  let text = readFileSync(new URL(`../atender/${file}`, import.meta.url), 'utf8');
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`examples/atender/${file} has ${from} not once`);
    text = text.replace(from, () => to);
  }
  return text;
}
