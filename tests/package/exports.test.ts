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

/** Those that import a framework, and so have an ES module of their own over the shared parts. */
const overFrameworks = ['./trpc', './nest'];

test.each(forNode.filter(({ entry }) => !overFrameworks.includes(entry)))(
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

test('./nest takes what the required library made, and gives its errors', async () => {
  const nest = forNode.find(({ entry }) => entry === './nest');
  const { guardControllers } = await import(`${root}/${nest?.node}`);
  const { defineScopes, InsufficientScopeError, open } = require(`${root}/dist/index.cjs`);
  const { ExecutionContextHost } = await import('@nestjs/core/helpers/execution-context-host.js');
  const { ForbiddenException } = await import('@nestjs/common');
  const vocabulary = defineScopes('atender', { scopes: ['tags'] });
  const { ScopeGuard, RequireScope } = guardControllers(vocabulary, { authenticate: () => '' });
  class Tags {
    list() {}
    health() {}
  }
  for (const [name, requirement] of [
    ['list', 'tags'],
    ['health', open],
  ] as const)
    RequireScope(requirement)(Tags.prototype, name, Object.getOwnPropertyDescriptor(Tags.prototype, name));
  const activate = (handler: () => void) =>
    new ScopeGuard().canActivate(
      new ExecutionContextHost([{ headers: {} }, { headers: () => {} }], Tags, handler),
    );
  expect(activate(Tags.prototype.health)).toBe(true);
  expect(() => activate(Tags.prototype.list)).toThrow(ForbiddenException);
  expect(() => activate(Tags.prototype.list)).toThrow(
    expect.objectContaining({ cause: expect.any(InsufficientScopeError) }),
  );
});

function isValue(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isTypeOnly = symbol.declarations?.some(
    (each) => ts.isExportSpecifier(each) && ts.isTypeOnlyExportDeclaration(each),
  );
  return (target.flags & ts.SymbolFlags.Value) !== 0 && !isTypeOnly;
}
