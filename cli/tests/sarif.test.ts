/** SARIF as its standard and GitHub's code scanning take it. */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { beforeAll, expect, test } from 'vitest';
import { makeFolder, scopeproof } from './command.js';

const require = createRequire(import.meta.url);
// The schema is of draft 4, of which it uses nothing that later drafts read in another way.
const { $schema: _, id: __, ...schema } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const isSarif = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false }).compile(schema);

const api = (routes: string) => `
import { defineRoutes, defineScopes } from 'scopeproof';
const desk = defineScopes('desk', {
  surfaces: { contacts: ['read', 'write'], tags: ['read'] },
  implies: { write: ['read'] },
  deprecated: { crm: 'contacts:write' },
});
export const api = defineRoutes(desk, { ${routes} });
`;
const log = '1.1.1.1 - k_1 [01/Jun/2024:12:00:00 +0000] "GET /contacts/1 HTTP/1.1" 200 5 "-" "-"\n';
const strange = `k/\\\u001b[31m<b>[x](y)%`;

const old = api(`'GET /contacts/:id': 'contacts:read', 'GET /tags': 'tags:read'`);
const now = api(`'GET /contacts/:id': 'contacts:write', 'GET /tags/all': 'tags:read'`);

let folder: string;
beforeAll(() => {
  const many = Array.from({ length: 25_001 }, (_, i) => `k_${i},crm\n`).join('');
  folder = makeFolder('sarif', {
    'package.json': '{"type":"module"}',
    'moved/old api.ts': `\n\n${old}`,
    'moved/new api.ts': `\n\n${now}`,
    'src/old api.ts': old,
    'src/new api.ts': now,
    'keys.csv': `id,scopes\nk_1,crm tags:read nope\nk_2,contacts:read\n"${strange}",contacts:read\nk_3,${'x'.repeat(100_000)}\n`,
    'many.csv': `id,scopes\n${many}`,
    'none.csv': 'id,scopes\nk_1,contacts:read\n',
    'calls.log': log,
  });
});

async function sarifOf(code: number, ...args: readonly string[]): Promise<Log> {
  const ran = await scopeproof(folder, [...args, '--format', 'sarif']);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: '' });
  const sarif: Log = JSON.parse(ran.stdout);
  isSarif(sarif);
  expect(isSarif.errors).toBe(null);
  return sarif;
}

const keys = ['--keys', 'keys.csv'];
test.concurrent.each([
  ['diff', ['src/old api.ts', 'src/new api.ts', ...keys], ['loss', 'new', 'removed']],
  ['audit', ['src/old api.ts', ...keys, '--calls', 'calls.log'], ['deprecated', 'excess', 'unknown']],
  ['forbid', ['src/old api.ts', 'contacts:*', ...keys], ['forbidden']],
])('of %s', async (command, args, kinds) => {
  const sarif = await sarifOf(1, command, ...args);
  const [run] = sarif.runs;
  const results = run?.results ?? [];
  const found = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  expect(found).toEqual(kinds);
  for (const { id, shortDescription } of run?.tool.driver.rules ?? []) {
    expect(id.length).toBeLessThanOrEqual(255);
    expect(shortDescription?.text.length).toBeLessThanOrEqual(1024);
  }
  for (const { message, locations = [], partialFingerprints } of results) {
    expect(message.text).not.toMatch(/[\p{Cc}]/u);
    // Neither links nor placeholders (SARIF 2.1.0 §3.11.5 and §3.11.6).
    expect(message.text?.replace(/\\[\\[\]]|\{\{|\}\}/g, '')).not.toMatch(/[\\[\]{}]/);
    expect(locations.length).toBe(1);
    const uri = locations[0]?.physicalLocation?.artifactLocation?.uri;
    expect(uri).toBe(command === 'diff' ? 'src/new%20api.ts' : 'src/old%20api.ts');
    expect(Object.keys(partialFingerprints ?? {})).toEqual(['primaryLocationLineHash', 'scopeproof/v1']);
  }
  // Findings at the same line are told from one another, and known again after another line.
  const hashesOf = (log: Log) =>
    (log.runs[0]?.results ?? []).map((result) => result.partialFingerprints?.primaryLocationLineHash);
  expect(new Set(hashesOf(sarif)).size).toBe(results.length);
  const moved = args.map((arg) => arg.replace('src/', 'moved/'));
  expect(hashesOf(await sarifOf(1, command, ...moved))).toEqual(hashesOf(sarif));
});

test.concurrent('without findings', async () => {
  const { runs } = await sarifOf(0, 'forbid', 'src/old api.ts', 'tags:read', '--keys', 'none.csv');
  expect(runs[0]?.results).toEqual([]);
});

test.concurrent('has 25,000 results at most, which is what GitHub takes', async () => {
  const { runs } = await sarifOf(1, 'forbid', 'src/old api.ts', 'contacts:read', '--keys', 'many.csv');
  expect(runs[0]?.results?.length).toBe(25_000);
});
