/** What programs cost the compiler. */
import { type Compiler, type Cost, describeDiagnostic, type Options } from '../../tests/support/compile.js';
import type { Modules } from './programs.js';
import type { Project } from './project.js';

export const compilers = ['5.9', '6.0', '7.0'] as const satisfies Compiler[];

/** The newest compiler, for what is not asked of each. */
export const newest: Compiler = '7.0';

export interface Asked {
  readonly compiler: Compiler;
  /** How often each program is compiled. */
  readonly compilations: number;
  readonly options?: Options;
  /** Whether every program but the first is there to be refused. */
  readonly mistaken?: boolean;
}

/** The costs of some programs, compiled by turns; of each the run with the least check time. */
export async function costsOf(
  project: Project,
  asked: Asked,
  programs: readonly (string | Modules)[],
): Promise<Cost[]> {
  const costs: Cost[][] = programs.map(() => []);
  for (let run = 0; run < asked.compilations; run++) {
    for (const [i, program] of programs.entries())
      costs[i]?.push(await costOf(project, asked, program, asked.mistaken === true && i > 0));
  }
  return costs.map((runs) =>
    runs.reduce((least, other) => (other.checkSeconds < least.checkSeconds ? other : least)),
  );
}

async function costOf(
  project: Project,
  asked: Asked,
  program: string | Modules,
  isWrong: boolean,
): Promise<Cost> {
  const { cost, diagnostics } = await project.compile(asked.compiler, program, asked.options);
  const [first] = diagnostics;
  if (first && !isWrong)
    throw new Error(`TypeScript ${asked.compiler} refuses a program: ${describeDiagnostic(first)}`);
  if (!first && isWrong) throw new Error(`TypeScript ${asked.compiler} takes a program with a mistake`);
  return cost;
}
