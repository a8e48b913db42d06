/** What peers type as well: names of scopes, and literals that have to be one of them. */
import type { Compiler, Cost } from '../../tests/support/compile.js';
import { type Count, change } from '../budgets.js';
import type { Effort } from '../effort.js';
import { grouped, megabytes, seconds } from '../format.js';
import { lacks, ours, plainUnions } from '../peers.js';
import { type Goal, type Section, type Table, words } from '../report.js';
import { compilers, costsOf, newest } from './cost.js';
import type { Project } from './project.js';
import { has, programOf, type Scope, type Surface, type Wording, wordings } from './wordings.js';

const surfaces: readonly Surface[] = [
  ...Array.from({ length: 179 }, (_, i) => ({ name: `surface${i}`, actions: ['read', 'write'] })),
  { name: 'audit', actions: ['list', 'export'] },
];
const scopes = surfaces.flatMap(({ name, actions }) => actions.map((action) => ({ surface: name, action })));
const asked = Array.from({ length: 240 }, (_, i) => scopes[(i * 7) % scopes.length] as Scope);
const work = `${scopes.length} scopes, ${asked.length} literals`;

/** Literals that are no scope, by what is wrong with them. */
const mistakes: readonly (Scope & { readonly what: string })[] = [
  { what: 'surface', surface: 'surfaec0', action: 'read' },
  { what: 'action', surface: 'surface0', action: 'raed' },
  { what: 'pair', surface: 'surface0', action: 'export' },
];

// Of some packages the declarations are many, and whether they are right is not asked here.
const options = { skipLibCheck: true };

interface Measured {
  readonly compiler: Compiler;
  readonly costs: readonly (readonly [Wording, Cost])[];
}

export async function measureCommonWork(project: Project, { compilations }: Effort): Promise<Section> {
  const refusals = new Map<Wording, readonly string[]>();
  for (const wording of wordings) refusals.set(wording, await refusedBy(project, wording));

  const measured: Measured[] = [];
  const programs = wordings.map((wording) => programOf(wording, surfaces, asked));
  for (const compiler of compilers) {
    const costs = await costsOf(project, { compiler, compilations, options }, programs);
    measured.push({ compiler, costs: wordings.map((wording, i) => [wording, costs[i] as Cost]) });
  }

  return {
    title: 'Types: the same program with each package',
    about: [
      `The program declares ${scopes.length} scopes on ${surfaces.length} surfaces, and names ${asked.length} of them in literals. It is written for each ` +
        'package as the documentation of the package says. The declarations of the packages are not checked ' +
        '(skipLibCheck).',
      'Refused lists the mistakes that the compiler reports when they are put into the program: a misspelt surface, a ' +
        'misspelt action, and a pair of a surface and an action that only another surface has.',
    ],
    tables: measured.map((each) => tableOf(each, refusals)),
    goals: measured.map((each) => goalOf(each, refusals)),
    counts: measured.flatMap(countsOf),
    panels: measured
      .filter(({ compiler }) => compiler === newest)
      .map(({ costs }) => ({
        title: `Instantiations for ${work}, TypeScript ${newest}`,
        scale: 'linear',
        marks: costs.map(([{ name }, { instantiations }]) => ({
          name,
          value: instantiations,
          label: grouped(instantiations),
        })),
      })),
  };
}

/** What is wrong with the literals that a package makes the compiler refuse. */
async function refusedBy(project: Project, wording: Wording): Promise<readonly string[]> {
  const refused = [];
  for (const mistake of mistakes) {
    const program = programOf(wording, surfaces, [mistake]);
    const { diagnostics } = await project.compile(newest, program, options);
    if (diagnostics.length > 0) refused.push(mistake.what);
  }
  return refused;
}

function tableOf({ compiler, costs }: Measured, refusals: ReadonlyMap<Wording, readonly string[]>): Table {
  return {
    title: `${work}, TypeScript ${compiler}`,
    columns: [
      words('program'),
      'instantiations',
      'since recorded',
      'check time',
      'memory',
      words('refused'),
      words('lacks'),
    ],
    rows: costs.map(([wording, cost]) => [
      wording.name,
      grouped(cost.instantiations),
      wording.peer === ours ? change(countOf(compiler, wording, cost)) : '',
      seconds(cost.checkSeconds),
      megabytes(cost.memoryKilobytes),
      refusals.get(wording)?.join(', ') ?? '',
      lacks(wording.peer),
    ]),
  };
}

function goalOf({ compiler, costs }: Measured, refusals: ReadonlyMap<Wording, readonly string[]>): Goal {
  const counts = costs.map(([wording, { instantiations }]) => ({ wording, instantiations }));
  const same = counts.filter(
    ({ wording }) =>
      ![ours, plainUnions].includes(wording.peer) && refusals.get(wording)?.length === mistakes.length,
  );
  const fewest = same.reduce((least, other) => (other.instantiations < least.instantiations ? other : least));
  const own = counts.find(({ wording }) => wording === has)?.instantiations ?? Number.NaN;
  return {
    name: `${work}, TypeScript ${compiler}`,
    aim: 'fewer instantiations than any peer that refuses the same mistakes',
    measured: `${grouped(own)}; ${fewest.wording.name}: ${grouped(fewest.instantiations)}`,
    holds: own < fewest.instantiations,
  };
}

const countsOf = ({ compiler, costs }: Measured): readonly Count[] =>
  costs.flatMap(([wording, cost]) => (wording.peer === ours ? [countOf(compiler, wording, cost)] : []));

const countOf = (compiler: Compiler, { name }: Wording, { instantiations }: Cost): Count => ({
  unit: 'instantiations',
  figure: `${work}, ${name}, TypeScript ${compiler}`,
  count: instantiations,
});
