/** What the declarations of each entry point say is a value is one, and is the only one. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import ts from 'typescript-5.9';
import { expect, test } from 'vitest';
import { root } from '../support/compile.js';

const require = createRequire(import.meta.url);

interface Condition {
  readonly types: string;
  readonly default: string;
  /** Of what is imported: the module for Node. */
  readonly node?: string;
}
const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<'import' | 'require', Condition>>>>;
};
const entries = Object.entries(exports).flatMap(([entry, conditions]) =>
  typeof conditions === 'string'
    ? []
    : (['import', 'require'] as const).map((format) => ({ entry, format, ...conditions[format] })),
);

const program = ts.createProgram(
  entries.map(({ types }) => `${root}/${types}`),
  { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, skipLibCheck: true, noEmit: true },
);

test.each(entries)('$entry by $format', async ({ format, types, default: module }) => {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(`${root}/${types}`);
  const symbol = source && checker.getSymbolAtLocation(source);
  const declared = symbol ? checker.getExportsOfModule(symbol).filter((each) => isValue(each, checker)) : [];
  const loaded = format === 'import' ? await import(`${root}/${module}`) : require(`${root}/${module}`);
  expect(declared.map(({ name }) => name).sort()).toEqual(Object.keys(loaded).sort());
});

const forNode = entries.filter(({ node }) => node);

test.each(forNode.filter(({ entry }) => entry !== './trpc'))(
  '$entry is one library in Node',
  async (imported) => {
    const required = entries.find(({ entry, format }) => entry === imported.entry && format === 'require');
    expect({ ...(await import(`${root}/${imported.node}`)) }).toEqual(
      require(`${root}/${required?.default}`),
    );
  },
);

test('./trpc takes the errors of the tRPC that is imported, and what the required library made', async () => {
  const trpc = forNode.find(({ entry }) => entry === './trpc');
  const { guardProcedures } = await import(`${root}/${trpc?.node}`);
  const { defineScopes } = require(`${root}/dist/index.cjs`);
  const vocabulary = defineScopes('atender', { scopes: ['tags'] });
  const { TRPCError } = await import('@trpc/server');
  const guarded = guardProcedures(vocabulary, { authenticate: () => undefined })('tags');
  const call = guarded({ ctx: {}, type: 'query', path: 'tags', next: () => 'reached' });
  await expect(call).rejects.toBeInstanceOf(TRPCError);
});

function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isTypeOnly = symbol.declarations?.some(
    (each) => ts.isExportSpecifier(each) && ts.isTypeOnlyExportDeclaration(each),
  );
  return (target.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly;
}
