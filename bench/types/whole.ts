/** Whole programs beside the same ones with plain string unions, where nothing is checked and nothing proven. */
import type { Compiler, Cost } from '../../tests/support/compile.js';
import { budgetOf, type Count, change } from '../budgets.js';
import type { Effort } from '../effort.js';
import { grouped, megabytes, seconds, times } from '../format.js';
import { type Goal, type Section, words } from '../report.js';
import { compilers, costsOf, newest } from './cost.js';
import { checked, plain, type Size } from './programs.js';
import type { Project } from './project.js';

interface Program extends Size {
  readonly name: string;
}

const small: Program = { name: '40 scopes × 100 routes', scopes: 40, routes: 100, whole: true };
export const large: Program = {
  name: '2,100 scopes × 1,000 routes',
  scopes: 2_100,
  routes: 1_000,
  whole: true,
};
const table: Program = {
  name: '1,000 scopes × 10,000 routes, the table alone',
  scopes: 1_000,
  routes: 10_000,
  whole: false,
};

interface Measured {
  readonly program: Program;
  readonly compiler: Compiler;
  readonly checked: Cost;
  readonly plain: Cost;
}

export async function measureWholePrograms(project: Project, { compilations }: Effort): Promise<Section> {
  const measured: Measured[] = [];
  for (const program of [small, large, table]) {
    for (const compiler of compilers) {
      const texts = [checked(program), plain(program)];
      const [own, other] = await costsOf(project, { compiler, compilations }, texts);
      if (own && other) measured.push({ program, compiler, checked: own, plain: other });
    }
  }
  return {
    title: 'Types: whole programs',
    about: [
      'Each program has a vocabulary, a route table, a handler for each route with a function that needs its grant, and ' +
        'ten keys that together list all routes. The table alone has the vocabulary and the routes. Plain is the same ' +
        'program with string unions, without proofs. All declarations are checked too, those of the library among ' +
        'them (no skipLibCheck).',
    ],
    tables: [
      {
        columns: [
          words('program'),
          'TypeScript',
          'instantiations',
          'since recorded',
          'instantiations, plain',
          'check time',
          'check time, plain',
          'ratio',
          'whole run',
          'memory',
          'memory, plain',
        ],
        rows: measured.map(rowOf),
      },
    ],
    goals: [...measured.flatMap(instantiationGoal), ...measured.flatMap(timeGoal)],
    counts: measured.map(countOf),
  };
}

function rowOf(measured: Measured): readonly string[] {
  const { program, compiler, checked, plain } = measured;
  return [
    program.name,
    compiler,
    grouped(checked.instantiations),
    change(countOf(measured)),
    grouped(plain.instantiations),
    seconds(checked.checkSeconds),
    seconds(plain.checkSeconds),
    times(checked.checkSeconds / plain.checkSeconds),
    seconds(checked.totalSeconds),
    megabytes(checked.memoryKilobytes),
    megabytes(plain.memoryKilobytes),
  ];
}

const countOf = ({ program, compiler, checked }: Measured): Count => ({
  unit: 'instantiations',
  figure: `${program.name}, TypeScript ${compiler}`,
  count: checked.instantiations,
});

function instantiationGoal(measured: Measured): readonly Goal[] {
  const { figure, count } = countOf(measured);
  const { goal } = budgetOf(countOf(measured));
  if (goal === undefined) return [];
  return [
    {
      name: figure,
      aim: `≤ ${grouped(goal)} instantiations`,
      measured: grouped(count),
      holds: count <= goal,
    },
  ];
}

function timeGoal({ program, compiler, checked, plain }: Measured): readonly Goal[] {
  const name = `${program.name}, TypeScript ${compiler}`;
  if (compiler !== newest || program === small) return [];
  if (program === table) {
    const measured = seconds(checked.totalSeconds);
    return [{ name, aim: 'compiled in under 10 s', measured, holds: checked.totalSeconds < 10 }];
  }
  const ratio = checked.checkSeconds / plain.checkSeconds;
  return [{ name, aim: '≤ 3 × the check time of plain unions', measured: times(ratio), holds: ratio <= 3 }];
}
