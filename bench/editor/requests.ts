/** How long an editor waits for its answers. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openLsp, openTsserver, type Position, type Server } from '../../tests/support/language-servers.js';
import type { Effort } from '../effort.js';
import { milliseconds } from '../format.js';
import { type Goal, type Section, words } from '../report.js';
import { median, quantile } from '../statistics.js';
import { checked } from '../types/programs.js';
import type { Project } from '../types/project.js';
import { large } from '../types/whole.js';

const kinds = {
  typed: 'completion inside scopes, after a keystroke',
  again: 'completion inside scopes, asked again',
  hover: 'hover on a grant, each in another handler',
  diagnostics: 'diagnostics after an edit',
} as const;
type Kind = keyof typeof kinds;

interface Answers {
  readonly server: string;
  readonly milliseconds: { readonly [K in Kind]: readonly number[] };
  readonly completions: readonly string[];
}

const mostMilliseconds = 100;
/** What an editor has to offer in a key of these routes. */
const wanted = 'surface0:read';

const program = checked(large);
const lines = program.split('\n');
const keyLine = lines.findIndex((line) => line.includes('const key0 ='));
const list = 'scopes: [';
const listStart = (lines[keyLine] ?? '').indexOf(list) + list.length;

export async function measureEditor(project: Project, { requests }: Effort): Promise<Section> {
  const file = join(project.folder, 'program.ts');
  await writeFile(file, program);
  const compilerOptions = { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022'], types: [] };
  await writeFile(join(project.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));

  const all: Answers[] = [];
  for (const [server, open] of [
    ['tsserver of TypeScript 6.0', openTsserver],
    ['LSP of TypeScript 7.0', openLsp],
  ] as const)
    all.push(await ask(server, await open(file, program), requests));

  return {
    title: 'Editor',
    about: [
      `${large.name} in one file. The clock starts when the edit is sent, or the request if there is no edit, and stops ` +
        'when the answer is there.',
      `A completion is requested between the quotes of a new first scope of a key. The answer has to offer ${wanted}.`,
    ],
    tables: [
      {
        columns: [
          words('server'),
          words('request'),
          'requests',
          'median',
          '95th percentile',
          words('answer'),
        ],
        rows: all.flatMap(rowsOf),
      },
    ],
    goals: all.filter(({ server }) => server.includes('7.0')).flatMap(goalsOf),
  };
}

async function ask(name: string, server: Server, requests: number): Promise<Answers> {
  const milliseconds: Record<Kind, number[]> = { typed: [], again: [], hover: [], diagnostics: [] };
  let completions: readonly string[] = [];
  try {
    // The first answer waits for the whole program, which an editor has read when its user begins to type.
    await expectErrors(server, false);

    for (let i = 0; i < requests; i++) {
      const typed = "'', ";
      const inside: Position = { line: keyLine, character: listStart + 1 };
      milliseconds.typed.push(
        await timed(async () => {
          await server.change(keyLine, listStart, listStart, typed);
          completions = await server.completions(inside);
        }),
      );
      milliseconds.again.push(await timed(() => server.completions(inside)));
      await server.change(keyLine, listStart, listStart + typed.length, '');
    }

    await server.hover(grantOf(large.routes - 1));
    for (let i = 0; i < requests; i++) {
      milliseconds.hover.push(
        await timed(async () => {
          const shown = await server.hover(grantOf(i));
          if (!shown.includes('Grant<')) throw new Error(`${name} shows of a grant: ${shown}`);
        }),
      );
    }

    for (let i = 0; i < requests; i++) {
      const isWrong = i % 2 === 0;
      milliseconds.diagnostics.push(
        await timed(async () => {
          // Behind the quote with which the first scope begins.
          await server.change(keyLine, listStart + 1, listStart + (isWrong ? 1 : 2), isWrong ? 'x' : '');
          await expectErrors(server, isWrong);
        }),
      );
    }
  } finally {
    await server.close();
  }
  return { server: name, milliseconds, completions };
}

async function expectErrors(server: Server, some: boolean): Promise<void> {
  const [first] = await server.diagnostics();
  if ((first !== undefined) !== some)
    throw new Error(`unexpected of a language server: ${first ?? 'no error'}`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Where a handler names the grant that it is given. */
function grantOf(handler: number): Position {
  const line = lines.findIndex((text) => text.includes(`const handler${handler} =`));
  return { line, character: (lines[line] ?? '').indexOf('(grant)') + 1 };
}

const rowsOf = ({ server, milliseconds: times, completions }: Answers): readonly (readonly string[])[] =>
  (Object.keys(kinds) as Kind[]).map((kind) => [
    server,
    kinds[kind],
    String(times[kind].length),
    milliseconds(median(times[kind])),
    milliseconds(quantile(times[kind], 0.95)),
    kind === 'typed' || kind === 'again' ? offered(completions) : '',
  ]);

const goalsOf = ({ server, milliseconds: times, completions }: Answers): readonly Goal[] =>
  (['typed', 'again'] as const).map((kind) => ({
    name: `${server}: ${kinds[kind]}`,
    aim: `under ${mostMilliseconds} ms, offering ${wanted}`,
    measured: `${milliseconds(median(times[kind]))}, ${offered(completions)}`,
    holds: median(times[kind]) < mostMilliseconds && completions.includes(wanted),
  }));

const offered = (completions: readonly string[]): string =>
  completions.includes(wanted)
    ? `${completions.length} offered`
    : `${wanted} not among the ${completions.length} offered: ${completions
        .slice(0, 3)
        .map((name) => JSON.stringify(name))
        .join(', ')}`;
