/** What one part of a vocabulary or a program costs, where it is large: it has to grow with its own size alone. */
import type { Compiler, Cost } from '../../tests/support/compile.js';
import { type Count, change } from '../budgets.js';
import type { Effort } from '../effort.js';
import { grouped, seconds, times } from '../format.js';
import { type Goal, type Section, words } from '../report.js';
import { costsOf } from './cost.js';
import { checked, checkedInModules, linesOf, type Modules } from './programs.js';
import type { Project } from './project.js';

interface Shape {
  readonly name: string;
  /** A size, and twice as much. */
  readonly sizes: readonly [number, number];
  program(size: number): string | Modules;
}

const numbered = (count: number, name: string): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);
const list = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`;
const table = (names: readonly string[], value: string): string =>
  `{ ${names.map((name) => `${name}: ${value}`).join(', ')} }`;
const readAndWrite = (surfaces: number): string => table(numbered(surfaces, 'surface'), "['read', 'write']");

const shapes: readonly Shape[] = [
  {
    name: 'bundles, with a key each',
    sizes: [150, 300],
    program: (size) =>
      linesOf(
        "import { defineKey, defineRoutes, defineScopes } from 'scopeproof';",
        `export const vocabulary = defineScopes('api', { surfaces: ${readAndWrite(100)}, implies: { write: ['read'] }, bundles: {`,
        ...numbered(size, 'bundle').map(
          (bundle, i) => `  ${bundle}: ['surface${i % 100}:write', 'surface${(i + 1) % 100}:read'],`,
        ),
        '} });',
        `export const api = defineRoutes(vocabulary, {`,
        ...numbered(100, 'surface').map((surface) => `  'GET /${surface}': '${surface}:read',`),
        '});',
        ...numbered(size, 'bundle').map(
          (bundle, i) =>
            `export const key${i} = defineKey(api, 'key${i}', { bundle: '${bundle}', routes: ['GET /surface${i % 100}'] });`,
        ),
      ),
  },
  {
    name: 'surfaces, one of whose scopes includes another',
    sizes: [350, 700],
    program: (size) =>
      linesOf(
        "import { defineScopes, type GrantOf } from 'scopeproof';",
        `export const vocabulary = defineScopes('api', { surfaces: ${readAndWrite(size)}, implies: { write: ['read'] }, includes: { 'surface0:write': ['surface1:read'] } });`,
        "export type Grant = GrantOf<typeof vocabulary, 'surface0:write'>;",
      ),
  },
  {
    name: 'scopes in chains of 16 inclusions',
    sizes: [500, 1_000],
    program: (size) =>
      linesOf(
        "import { defineScopes, type GrantOf } from 'scopeproof';",
        `export const vocabulary = defineScopes('api', { scopes: ${list(numbered(size, 'scope'))}, includes: {`,
        ...numbered(size, 'scope').flatMap((scope, i) =>
          i % 17 === 16 || i === size - 1 ? [] : [`  ${scope}: ['scope${i + 1}'],`],
        ),
        '} });',
        "export type Grant = GrantOf<typeof vocabulary, 'scope0'>;",
      ),
  },
  {
    name: 'surfaces with 200 actions, 175 of which imply others',
    sizes: [50, 100],
    program: (size) =>
      linesOf(
        "import { defineScopes } from 'scopeproof';",
        `export const vocabulary = defineScopes('api', { surfaces: ${table(numbered(size, 'surface'), list(numbered(200, 'action')))}, implies: {`,
        ...numbered(200, 'action').flatMap((action, i) =>
          i % 8 === 7 ? [] : [`  ${action}: ['action${i + 1}'],`],
        ),
        '} });',
        "export const proven = vocabulary.authorize(vocabulary.parse('').grant, 'surface0:action0');",
      ),
  },
  {
    name: 'vocabularies in one program',
    sizes: [25, 50],
    program: (size) =>
      linesOf(
        "import { defineScopes, type GrantOf } from 'scopeproof';",
        ...numbered(size, 'vocabulary').flatMap((vocabulary) => [
          `export const ${vocabulary} = defineScopes('${vocabulary}', { surfaces: ${readAndWrite(20)}, implies: { write: ['read'] }, includes: { 'surface0:write': ['surface1:read'] } });`,
          `export type Grant_${vocabulary} = GrantOf<typeof ${vocabulary}, 'surface0:write'>;`,
        ]),
      ),
  },
  {
    name: 'routes over 600 scopes, whose handlers take their parameters',
    sizes: [1_000, 2_000],
    program: (size) => checked({ scopes: 600, routes: size, whole: true, params: true }),
  },
  {
    name: 'routes over 2,100 scopes, with a handler each, 250 a module',
    sizes: [2_500, 5_000],
    program: (size) => checkedInModules({ scopes: 2_100, routes: size }, 'handler'),
  },
  {
    name: 'routes over 600 scopes, with an authorize each, 250 a module',
    sizes: [2_500, 5_000],
    program: (size) => checkedInModules({ scopes: 600, routes: size }, 'authorize'),
  },
];

// The oldest that is asked for its cost, and the newest.
const compilers = ['5.9', '7.0'] as const satisfies Compiler[];
const most = 1.15;

interface Measured {
  readonly shape: Shape;
  readonly compiler: Compiler;
  readonly costs: readonly [Cost, Cost];
}

export async function measureShapes(project: Project, { compilations }: Effort): Promise<Section> {
  const measured: Measured[] = [];
  for (const shape of shapes) {
    for (const compiler of compilers) {
      const programs = shape.sizes.map((size) => shape.program(size));
      const [one, twice] = await costsOf(project, { compiler, compilations, options }, programs);
      if (one && twice) measured.push({ shape, compiler, costs: [one, twice] });
    }
  }
  return {
    title: 'Types: one large part',
    about: [
      'Each program is large in one part alone. The declarations of the library are not checked (skipLibCheck). The last ' +
        'column is the ratio to the same program of half the size.',
    ],
    tables: [
      {
        columns: [
          words('program'),
          'TypeScript',
          'instantiations',
          'since recorded',
          'check time',
          'ratio to half the size',
        ],
        rows: measured.map((each) => [
          nameOf(each),
          each.compiler,
          grouped(each.costs[1].instantiations),
          change(countOf(each)),
          seconds(each.costs[1].checkSeconds),
          times(growthOf(each)),
        ]),
      },
    ],
    goals: measured.map(
      (each): Goal => ({
        name: countOf(each).figure,
        aim: `twice the size costs ≤ ${2 * most} × the instantiations`,
        measured: times(growthOf(each)),
        holds: growthOf(each) <= 2 * most,
      }),
    ),
    counts: measured.map(countOf),
  };
}

const options = { skipLibCheck: true };

const nameOf = ({ shape }: Measured): string => `${grouped(shape.sizes[1])} ${shape.name}`;

const growthOf = ({ costs: [one, twice] }: Measured): number => twice.instantiations / one.instantiations;

const countOf = (measured: Measured): Count => ({
  unit: 'instantiations',
  figure: `${nameOf(measured)}, TypeScript ${measured.compiler}`,
  count: measured.costs[1].instantiations,
});
