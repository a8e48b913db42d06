/** What the proofs cost the compiler. */
import { type Compiler, type Cost, compileSources, describeDiagnostic } from '../tests/support/compile.js';
import { budgets, grouped, verdict } from './budgets.js';
import { heading, table } from './print.js';
import { checked, plain, type Size } from './programs.js';

const compilers: readonly Compiler[] = ['5.9', '6.0', '7.0'];

export async function reportTypes(): Promise<void> {
  heading(
    'Types',
    'Whole programs: vocabulary, route table, for each route a handler and a function asking for its grant, ten keys.\n' +
      'Instantiations do not depend on the machine. Check time is that of the program divided by that of the same\n' +
      'program with plain string unions and no check.',
  );
  const rows = [];
  for (const budget of budgets.instantiations) {
    const size = { ...budget, whole: true };
    for (const compiler of compilers) {
      const [ours, theirs] = [await costOf(compiler, checked(size)), await costOf(compiler, plain(size))];
      rows.push([
        budget.name,
        compiler,
        grouped(ours.instantiations),
        verdict(ours.instantiations, budget),
        grouped(theirs.instantiations),
        `${(ours.checkSeconds / theirs.checkSeconds).toFixed(1)} ×`,
      ]);
    }
  }
  table(['program', 'TypeScript', 'instantiations', 'budget', 'plain', 'check time'], rows);

  heading(
    'Growth',
    'Instantiations at each doubling, TypeScript 7.0, beyond those of the same program with one route and no more\n' +
      'scopes than that takes (first table) or with as many (second). An exponent of 1 is linear.',
  );
  await reportGrowth('scopes, half as many routes, ten keys', doublings(50, 3_200), 2, (scopes) => ({
    scopes,
    routes: scopes / 2,
    whole: true,
  }));
  await reportGrowth('routes over 600 scopes, the table alone', doublings(100, 12_800), 600, (routes) => ({
    scopes: 600,
    routes,
    whole: false,
  }));
}

async function reportGrowth(
  name: string,
  steps: readonly number[],
  leastScopes: number,
  sizeAt: (step: number) => Size,
): Promise<void> {
  const least = await countOf({ scopes: leastScopes, routes: 1, whole: false });
  const rows = [];
  let before: { readonly step: number; readonly count: number } | undefined;
  for (const step of steps) {
    const count = (await countOf(sizeAt(step))) - least;
    const exponent = before && Math.log(count / before.count) / Math.log(step / before.step);
    rows.push([grouped(step), grouped(count), (count / step).toFixed(1), exponent?.toFixed(2) ?? '']);
    before = { step, count };
  }
  table([name, 'instantiations', 'for each', 'exponent'], rows);
  console.log();
}

const doublings = (from: number, to: number): readonly number[] =>
  from > to ? [] : [from, ...doublings(from * 2, to)];

async function countOf(size: Size): Promise<number> {
  return (await costOf('7.0', checked(size), 1)).instantiations;
}

/** The cost of a program that must compile; of the check time the least of some runs, for the machine may be busy. */
async function costOf(compiler: Compiler, text: string, runs = 2): Promise<Cost> {
  const costs = [];
  for (let run = 0; run < runs; run++) {
    const { cost, diagnostics } = await compileSources(compiler, { 'program.ts': text });
    const [first] = diagnostics;
    if (first) throw new Error(`TypeScript ${compiler} refuses a program: ${describeDiagnostic(first)}`);
    costs.push(cost);
  }
  return costs.reduce((best, cost) => (cost.checkSeconds < best.checkSeconds ? cost : best));
}
