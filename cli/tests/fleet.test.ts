/** A fleet whose faults are known, from `examples/fleet/`: the commands find all of them, and nothing else. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../tests/support/compile.js';
import { scopeproof } from './command.js';

/** What is to be found, or was. */
interface Found {
  readonly kind: string;
  readonly key?: string;
  readonly route?: string;
  readonly scopes?: readonly string[];
}
interface Truth {
  readonly key: string;
  readonly made: string;
  readonly holds: readonly string[];
  readonly findings: readonly Found[];
  readonly changes: readonly Found[];
  readonly least: {
    readonly scopes: readonly string[];
    readonly routes: number;
    readonly calls: number;
  } | null;
}

let folder: string;
let truth: readonly Truth[];
beforeAll(() => {
  folder = join(inject('consumer'), 'fleet');
  const script = join(root, 'examples/fleet/main.ts');
  const args = ['--import', 'tsx', script, '--keys', '100000', '--seed', '1', '--out', folder];
  execFileSync(process.execPath, args, { cwd: root });
  truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}, 120_000);

const ranWith = async (code: number, ...args: readonly string[]) => {
  const ran = await scopeproof(folder, [...args, '--format', 'json']);
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: '' });
  // Some queries of the log have a secret.
  expect(ran.stdout.includes('s3cret')).toBe(false);
  return JSON.parse(ran.stdout);
};
const storedOnly = (findings: readonly (Found & { readonly subject: string })[]) =>
  findings.filter(({ subject }) => subject === 'stored');

/** Compares what was found with what is there, kind by kind. */
function expectExactly(
  found: readonly Found[],
  there: readonly Found[],
  kinds: readonly string[],
  textOf = ({ key, route, scopes = [] }: Found) => [key, route, ...[...scopes].sort()].join(' '),
): void {
  for (const kind of kinds) {
    const [got, wanted] = [found, there].map(
      (all) => new Set(all.filter((each) => each.kind === kind).map((each) => textOf(each))),
    ) as [Set<string>, Set<string>];
    const right = [...got].filter((text) => wanted.has(text)).length;
    expect({
      kind,
      precision: right / got.size,
      recall: right / wanted.size,
      wrong: [...got].filter((text) => !wanted.has(text)).slice(0, 5),
      missed: [...wanted].filter((text) => !got.has(text)).slice(0, 5),
    }).toEqual({ kind, precision: 1, recall: 1, wrong: [], missed: [] });
  }
  // No kind beside these, and nothing twice.
  expect(found.length).toBe(there.length);
  expect([...new Set(found.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
}

// A busy machine takes minutes.
describe('of 100,000 keys', { timeout: 400_000, concurrent: true }, () => {
  test.each(['access.log', 'calls.jsonl'])('audit finds what was planted, from %s', async (calls) => {
    const args = ['audit', 'now/routes.ts', '--keys', 'keys.csv', '--calls', calls];
    const { findings, summary } = await ranWith(1, ...args);
    const planted = truth.flatMap(({ key, findings: own }) => own.map((each) => ({ ...each, key })));
    const kinds = ['missing', 'excess', 'redundant', 'unknown', 'deprecated', 'restricted'];
    expectExactly(findings, planted, kinds);
    for (const kind of kinds) {
      const count = planted.filter((each) => each.kind === kind).length;
      expect(count).toBeGreaterThan(1000);
      expect(summary[kind]).toBe(count);
    }
  });

  test('least gives the scopes that each key was made for', async () => {
    const found: (Truth['least'] & { readonly key: string; readonly exact: boolean })[] = await ranWith(
      0,
      ...['least', 'now/routes.ts', '--calls', 'calls.jsonl'],
    );
    expect(found.every(({ exact }) => exact)).toBe(true);
    const textOf = (key: string, least: Truth['least']) =>
      JSON.stringify([key, [...(least?.scopes ?? [])].sort(), least?.routes, least?.calls]);
    const got = new Set(found.map((each) => textOf(each.key, each)));
    const wanted = new Set(truth.flatMap(({ key, least }) => (least === null ? [] : [textOf(key, least)])));
    expect({
      wrong: [...got].filter((text) => !wanted.has(text)).slice(0, 5),
      missed: [...wanted].filter((text) => !got.has(text)).slice(0, 5),
    }).toEqual({ wrong: [], missed: [] });
    expect(found.length).toBe(wanted.size);
    expect(wanted.size).toBeGreaterThan(90_000);
  });

  test.each([
    ['webhooks:write', ['webhooks:write']],
    ['contacts:*', ['contacts:read', 'contacts:write']],
  ])('forbid finds who was given %s', async (scope, scopes) => {
    const { findings } = await ranWith(1, 'forbid', 'now/routes.ts', scope, '--keys', 'keys.csv');
    const there = truth.flatMap(({ key, holds }) =>
      scopes
        .filter((each) => holds.includes(each))
        .map((each) => ({ kind: 'forbidden', key, scopes: [each] })),
    );
    expectExactly(findings, there, ['forbidden']);
  });

  test('diff finds who gains and loses by the planted changes', async () => {
    const args = ['diff', 'now/routes.ts', 'next/routes.ts', '--keys', 'keys.csv'];
    const { findings } = await ranWith(1, ...args);
    const there = truth.flatMap(({ key, changes }) => changes.map((each) => ({ ...each, key })));
    const kinds = ['gain', 'new', 'loss', 'removed'];
    expectExactly(storedOnly(findings), there, kinds, ({ key, route }) => `${key} ${route}`);
    const renames = findings.filter(({ kind }: Found) => kind === 'rename');
    expect(renames.map(({ scopes, now }: { scopes: string[]; now: string[] }) => [scopes, now])).toEqual([
      [['snippets:read'], ['macros:read']],
      [['snippets:write'], ['macros:write']],
    ]);
  });
});
