/** How the compiler's work grows with the program. */
import type { Effort } from '../effort.js';
import { grouped, seconds } from '../format.js';
import type { Goal, Section, Table } from '../report.js';
import { exponentOf, type Point } from '../statistics.js';
import { costsOf, newest } from './cost.js';
import { checked, plain, type Size } from './programs.js';
import type { Project } from './project.js';

interface Series {
  readonly of: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  at(step: number): Size;
}

const most = 1.1;

const allSeries: readonly Series[] = [
  {
    of: 'scopes',
    name: 'Scopes, with half as many routes, their handlers and ten keys',
    from: 50,
    to: 3_200,
    at: (scopes) => ({ scopes, routes: scopes / 2, whole: true }),
  },
  {
    of: 'routes',
    name: 'Routes over 600 scopes, with their handlers and ten keys',
    from: 100,
    to: 12_800,
    at: (routes) => ({ scopes: 600, routes, whole: true }),
  },
  {
    of: 'routes',
    name: 'Routes over 600 scopes, the table alone',
    from: 100,
    to: 12_800,
    at: (routes) => ({ scopes: 600, routes, whole: false }),
  },
];

/** A time that is measured grows by chance at small sizes, where most of it is the compiler's start. */
const timesCounted = 4;

interface Grown {
  readonly series: Series;
  readonly instantiations: readonly Point[];
  readonly seconds: readonly Point[];
  /** Of the same programs with plain string unions and no check. */
  readonly plainSeconds: readonly Point[];
}

export async function measureGrowth(project: Project, effort: Effort): Promise<Section> {
  const grown: Grown[] = [];
  for (const series of allSeries) grown.push(await grow(project, series, effort));
  return {
    title: 'Types: growth',
    about: [
      `TypeScript ${newest}; each size is twice the one before. Plain is the check time of the same program with string ` +
        'unions, without proofs.',
    ],
    tables: grown.map(tableOf),
    goals: grown.flatMap(goalsOf),
  };
}

async function grow(project: Project, series: Series, { compilations, growth }: Effort): Promise<Grown> {
  const steps = doublings(series.from, Math.min(series.to, growth));
  const programs = steps.flatMap((step) => [checked(series.at(step)), plain(series.at(step))]);
  const costs = await costsOf(project, { compiler: newest, compilations }, programs);
  const points = (which: 0 | 1, figure: 'instantiations' | 'checkSeconds'): readonly Point[] =>
    steps.map((size, i) => ({ size, cost: costs[2 * i + which]?.[figure] ?? Number.NaN }));
  return {
    series,
    instantiations: points(0, 'instantiations'),
    seconds: points(0, 'checkSeconds'),
    plainSeconds: points(1, 'checkSeconds'),
  };
}

const doublings = (from: number, to: number): readonly number[] =>
  from > to ? [] : [from, ...doublings(from * 2, to)];

function tableOf({ series, instantiations, seconds: spent, plainSeconds }: Grown): Table {
  const added = addedIn(instantiations);
  return {
    title: series.name,
    columns: [series.of, 'instantiations', `added for each of the ${series.of}`, 'check time', 'plain'],
    rows: instantiations.map(({ size, cost }, i) => [
      grouped(size),
      grouped(cost),
      i === 0 ? '' : (((added[i - 1]?.cost ?? Number.NaN) * 2) / size).toFixed(1),
      seconds(spent[i]?.cost ?? Number.NaN),
      seconds(plainSeconds[i]?.cost ?? Number.NaN),
    ]),
  };
}

/** What each doubling adds. */
const addedIn = (points: readonly Point[]): readonly Point[] =>
  points.slice(1).map(({ size, cost }, i) => ({ size, cost: cost - (points[i]?.cost ?? Number.NaN) }));

function goalsOf({ series, instantiations, seconds: spent, plainSeconds }: Grown): readonly Goal[] {
  const added = addedIn(instantiations);
  const counted = added.some(({ cost }) => cost !== 0) ? exponentOf(added) : 0;
  const timed = exponentOf(spent.slice(-timesCounted));
  const plainTimed = exponentOf(plainSeconds.slice(-timesCounted));
  return [
    {
      name: `${series.name}: instantiations`,
      // Not over the counts themselves: what every program costs would flatter the exponent.
      aim: `exponent ≤ ${most}, over what each doubling adds`,
      measured: counted.toFixed(2),
      holds: counted <= most,
    },
    {
      name: `${series.name}: check time`,
      aim: `exponent ≤ ${most}, over the ${timesCounted} largest sizes`,
      measured: `${timed.toFixed(2)}; plain unions ${plainTimed.toFixed(2)}`,
      holds: timed <= most,
    },
  ];
}
