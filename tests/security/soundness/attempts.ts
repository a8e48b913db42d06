/**
 * Attempts to get past the compiler without a check, as they stand in mistakes/. Each has a title, lines that are
 * lawful, and one line that is not, with what the compilers say to it:
 *
 *     // -- An object literal
 *     {
 *       insertContact(writer); // lawful
 *       insertContact({}); // ← TS2345
 *     }
 *
 * What compiles nevertheless says where, and why:
 *
 *     // -- Undefined
 *     // passes: without strict
 *     // because: undefined is of every type there
 *     {
 *       insertContact(writer); // lawful
 *       insertContact(undefined); // ← TS2345
 *     }
 */
import { type Compiler, compilers, type Diagnostic, describeDiagnostic } from '../../support/compile.js';

/** One way to compile. */
export interface Setting {
  readonly compiler: Compiler;
  readonly strict: boolean;
}

export const settings: readonly Setting[] = compilers.flatMap((compiler) =>
  [true, false].map((strict) => ({ compiler, strict })),
);

export interface Attempt {
  readonly file: string;
  readonly title: string;
  /** 1-based, of the line that is not lawful. */
  readonly line: number;
  /** What the compilers say to that line, each of them at least one of these; none where it compiles always. */
  readonly codes: readonly string[];
  /** Where it compiles. */
  readonly passes: readonly Setting[];
}

const heading = /^\/\/ -- (.+)$/;
const lawful = /\/\/ lawful$/;
/** What would make the compiler believe anything; comments may speak of it. */
const cast = /^(?!\s*\/\/).*(?:\b(?:as|any|declare)\b|[\w)\]]!)|@ts-/;
const unlawful = /\/\/ ← (?:compiles|(TS\d+(?:, TS\d+)*))$/;

/** Reads the attempts of a file. */
export function attemptsIn(file: string, text: string): Attempt[] {
  const lines = text.split('\n');
  const starts = lines.flatMap((line, index) => (heading.test(line) ? [index] : []));
  return starts.map((start, nth) => readAttempt(file, start, lines.slice(start, starts[nth + 1])));
}

function readAttempt(file: string, start: number, lines: readonly string[]): Attempt {
  const title = heading.exec(lines[0] ?? '')?.[1] ?? '';
  const refuse = (fault: string): never => {
    throw new Error(`${file}:${start + 1} ${title}: ${fault}`);
  };
  const [at, ...more] = lines.flatMap((line, index) => (unlawful.test(line) ? [index] : []));
  if (at === undefined || more.length > 0) return refuse('not one line that is not lawful');
  if (!lines.some((line) => lawful.test(line))) refuse('no line that is lawful');
  if (lines.some((line) => cast.test(line))) refuse('a cast');

  const codes = unlawful.exec(lines[at] ?? '')?.[1]?.split(', ') ?? [];
  const field = (name: string) => lines.find((line) => line.startsWith(name))?.slice(name.length);
  const where = field('// passes: ');
  const named = where?.split(', ').flatMap((place) => places.get(place) ?? refuse(`passes: ${place}`));
  const passes = settings.filter((setting) => named?.includes(setting));
  if ((where === undefined) !== (field('// because: ') === undefined)) refuse('passes without because');
  if ((codes.length === 0) !== (passes.length === settings.length)) refuse('compiles, and not always');
  return { file, title, line: start + at + 1, codes, passes };
}

/** The settings by the words for them. */
const places = new Map<string, readonly Setting[]>([
  ['always', settings],
  ['without strict', settings.filter(({ strict }) => !strict)],
  ...compilers.map((name) => [name, settings.filter(({ compiler }) => compiler === name)] as const),
]);

/** What a compiler says otherwise than the attempts expect of it. */
export function disagreements(
  attempts: readonly Attempt[],
  diagnostics: readonly Diagnostic[],
  setting: Setting,
): string[] {
  const refused = attempts.filter(({ passes }) => !passes.includes(setting));
  const isOf = (diagnostic: Diagnostic, { file, line, codes }: Attempt) =>
    diagnostic.file === file && diagnostic.line === line && codes.includes(diagnostic.code);
  return [
    ...refused
      .filter((attempt) => !diagnostics.some((diagnostic) => isOf(diagnostic, attempt)))
      .map(({ file, line, title }) => `${file}:${line} compiles: ${title}`),
    ...diagnostics
      .filter((diagnostic) => !refused.some((attempt) => isOf(diagnostic, attempt)))
      .map(describeDiagnostic),
  ];
}
