/** `docs/performance.md`, as a whole: what users ask, with short answers, then everything that was measured. */
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '../tests/support/compile.js';
import { abilitiesTable, lackedByAll, ours, peers, versionOf } from './peers.js';
import {
  anchorOf,
  cellIn,
  markdownOf,
  markdownOfTable,
  type Section,
  type Table,
  tableIn,
  withoutColumn,
  words,
} from './report.js';
import { compilers, newest } from './types/cost.js';
import { large } from './types/whole.js';

export function pageOf(measuredOn: string, sections: readonly Section[]): string {
  return `${[
    '# Performance',
    '<!-- Written by `npm run bench`, as a whole. Change the measurements in bench/, not this page. -->',
    'Four questions with their answers, then the details. Bytes and instantiations are the same on every machine. Times ' +
      'are from one machine: compare them only with each other.',
    ...openingOf(sections),
    '![The figures of this page as a chart](performance.svg)',
    '## How it was measured',
    measuredOn,
    '`npm run bench` measures everything again and writes this page.',
    '## What is compared',
    'No other package does all that this one does, so the tables say what each of them lacks: **implication** (one scope ' +
      'implies others), **names** (the compiler refuses a misspelt scope), **proof** (the compiler knows which scopes a ' +
      'caller was proven to hold), or **coverage** (the compiler compares the scopes of a key with what its routes need).',
    markdownOfTable(abilitiesTable()),
    ...sections.map((section) => markdownOf(forReaders(section))),
  ].join('\n\n')}\n`;
}

/** How far a count is from its budget is for those who work on the library: the terminal shows it. */
const forReaders = (section: Section): Section => ({
  ...section,
  tables: section.tables.map((table) => withoutColumn(table, 'since recorded')),
});

// -- the opening

const common = 'Types: the same program with each package';
const whole = 'Types: whole programs';
const editor = 'Editor';
const checks = 'Run time: checks';
const servers = 'Run time: servers';
const size = 'Size';

interface Answer {
  readonly question: string;
  readonly sentences: readonly string[];
  readonly table: Table;
  /** The titles of the sections that have more. */
  readonly details: readonly string[];
}

/** The questions of users with their answers, each figure taken from the sections. */
export const openingOf = (sections: readonly Section[]): readonly string[] =>
  [ofCompiler, ofEditor, ofRequest, ofBundle].flatMap((answer) => markdownOfAnswer(answer(sections)));

const markdownOfAnswer = ({ question, sentences, table, details }: Answer): readonly string[] => [
  `## ${question}`,
  sentences.join(' '),
  markdownOfTable(table),
  `Details: ${details.map((title) => `[${title}](${anchorOf(title)})`).join(', ')}`,
];

function ofCompiler(sections: readonly Section[]): Answer {
  const shown = [compilers[0], newest];
  const programs = tableIn(sections, whole);
  const checkTimes = (column: string) =>
    listed(shown.map((compiler) => cellIn(programs, column, large.name, compiler)));
  const small = (compiler: string) => tableIn(sections, common, `TypeScript ${compiler}`);
  const names = namesIn(small(newest));
  const count = (program: string) => cellIn(small(newest), 'instantiations', program);
  const has = count('scopeproof, has');
  const others = names.filter(isPeer);
  const fewer = others.filter((program) => numberIn(count(program)) < numberIn(has));
  return {
    question: 'What does it cost my compiler?',
    sentences: [
      `Checking a program of ${large.name}, with a handler for each route and ten keys, takes ${checkTimes('check time')} ` +
        `with TypeScript ${listed(shown)}. The same program with plain string unions and no proofs takes ` +
        `${checkTimes('check time, plain')}.`,
      `The table has a smaller program, written with each package: ${someOf(fewer.length, others.length)} with other ` +
        `packages ${fewer.length === 1 ? 'takes' : 'take'} fewer instantiations, the compiler's unit of work, than ` +
        'scopeproof with `has`.',
      `None of the other packages has [${listed(lackedByAll(), 'disjunction')}](${anchorOf('What is compared')}).`,
    ],
    table: {
      columns: [words('program'), 'instantiations', ...shown.map((each) => `check time, TypeScript ${each}`)],
      rows: names.map((program) => [
        program,
        count(program),
        ...shown.map((compiler) => cellIn(small(compiler), 'check time', program)),
      ]),
    },
    details: [common, whole, 'Types: growth', 'Types: programs with a mistake'],
  };
}

function ofEditor(sections: readonly Section[]): Answer {
  const table = tableIn(sections, editor);
  const languageServers = unique(namesIn(table));
  const requests = unique(table.rows.map(([, request = '']) => request));
  const time = (server: string, request: string) => cellIn(table, 'median', server, request);
  const times = (request: string) =>
    listed(languageServers.map((server) => `${time(server, request)} (${server})`));
  return {
    question: 'What does it cost my editor?',
    sentences: [
      `In one file of ${large.name}, an editor completes a scope after a keystroke in ` +
        `${times('completion inside scopes, after a keystroke')}.`,
      `It shows the errors after an edit in ${times('diagnostics after an edit')}.`,
      'These times are medians. Other packages were not measured in an editor.',
    ],
    table: {
      columns: [words('request'), ...languageServers],
      rows: requests.map((request) => [request, ...languageServers.map((server) => time(server, request))]),
    },
    details: [editor],
  };
}

function ofRequest(sections: readonly Section[]): Answer {
  const loaded = tableIn(sections, servers);
  const added = (framework: string) => cellIn(loaded, 'the guard adds', framework);
  const named = (name: string, figure: string) => `${figure} (${name})`;
  const extremes = ends(sortedBy(namesIn(loaded), (framework) => numberIn(added(framework))));
  const costs = extremes.map((framework) => named(framework, added(framework)));
  // The fastest comes first.
  const timings = tableIn(sections, checks, 'has: each of 100 scopes, 66 of them held');
  const time = (way: string) => cellIn(timings, 'time', way);
  const otherTimes = ends(namesIn(timings).filter(isPeer)).map((way) => named(way, time(way)));
  const refused = tableIn(sections, checks, 'A requirement of one scope, not met');
  return {
    question: 'What does it cost a request?',
    sentences: [
      `A guard adds between ${costs.join(' and ')} to the processor time of a request, compared with a server that looks ` +
        'up the key by hand and checks no scopes.',
      `One check takes ${time('scopeproof, grant.has')} with \`grant.has\` and ${time('Set.has')} with \`Set.has\`; with ` +
        `other packages, it takes from ${otherTimes.join(' to ')}.`,
      `A refused check takes ${cellIn(refused, 'time', 'scopeproof, check')}, because it makes an error with the missing ` +
        'scopes.',
    ],
    table: {
      columns: [words('framework'), 'by hand, µs', 'guarded, µs', 'the guard adds'],
      rows: namesIn(loaded).map((framework) => [
        framework,
        cellIn(loaded, 'by hand, µs', framework),
        cellIn(loaded, 'guarded, µs', framework),
        added(framework),
      ]),
    },
    details: [servers, checks, 'Run time: parsing', 'Run time: routes', 'Run time: memory'],
  };
}

function ofBundle(sections: readonly Section[]): Answer {
  const shipped = tableIn(sections, size);
  const bytes = (imports: string) => cellIn(shipped, 'gzipped', imports);
  const least = bytes('declare, parse, authorize');
  const others = sortedBy(namesIn(shipped).filter(isPeer), (imports) => numberIn(bytes(imports)));
  const smaller = others.filter((imports) => numberIn(bytes(imports)) < numberIn(least));
  return {
    question: 'What does it cost my bundle?',
    sentences: [
      `Minified and gzipped, scopeproof ships ${least} bytes to declare, parse and authorize, ` +
        `${bytes('the same with routes')} with routes, and ${bytes('everything')} with everything but the adapters.`,
      `Other packages ship ${ends(others).map(bytes).join(' to ')} bytes: ${someOf(smaller.length, others.length)} ` +
        `${smaller.length === 1 ? 'is' : 'are'} smaller than the first of these figures.`,
    ],
    table: {
      columns: [words('imports'), 'bytes', words('lacks')],
      rows: namesIn(shipped).map((imports) => [
        isPeer(imports) ? imports : `scopeproof: ${imports}`,
        bytes(imports),
        cellIn(shipped, 'lacks', imports),
      ]),
    },
    details: [size],
  };
}

const namesIn = ({ rows }: Table): readonly string[] => rows.map(([name = '']) => name);

const isPeer = (name: string): boolean => peers.some((peer) => name.startsWith(peer.name));

/** The number that a cell begins with. */
const numberIn = (cell: string): number => Number.parseFloat(cell.replaceAll(',', '').replace('−', '-'));

const listed = (names: readonly string[], type: Intl.ListFormatType = 'conjunction'): string =>
  new Intl.ListFormat('en-GB', { type }).format(names);

const someOf = (count: number, all: number): string => `${count === 0 ? 'none' : count} of the ${all}`;

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

const ends = (names: readonly string[]): readonly string[] => [...names.slice(0, 1), ...names.slice(-1)];

const sortedBy = (names: readonly string[], figure: (name: string) => number): readonly string[] =>
  [...names].sort((one, other) => figure(one) - figure(other));

// -- the circumstances

/** Where, when and with what it was measured. */
export function circumstances(): string {
  const processors = cpus();
  const machine = [
    `${processors.length} × ${processors[0]?.model.trim() || 'an unnamed processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()} ${arch()}`,
    `Node ${process.versions.node}`,
    `a load of ${loadavg()[0]?.toFixed(1)} by others when it began`,
  ];
  const compilerVersions = compilers.map((compiler) => {
    const alias = compiler === '6.0' ? 'typescript' : `typescript-${compiler}`;
    return JSON.parse(readFileSync(join(root, 'node_modules', alias, 'package.json'), 'utf8')).version;
  });
  const packages = [ours, ...peers].map((peer) => `${peer.name} ${versionOf(peer)}`);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date}: ${machine.join(', ')}; TypeScript ${compilerVersions.join(', ')}; ${packages.join(', ')}.`;
}
