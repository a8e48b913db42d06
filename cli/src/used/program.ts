import { dirname, relative, resolve } from 'node:path';
import ts from 'typescript';
import { fail } from '../failure.js';
import type { Place } from '../formats/format.js';

/** A program that compiles, as the project's `tsconfig.json` describes it. */
export interface Project {
  readonly checker: ts.TypeChecker;
  /** The module of the route table. */
  readonly module: ts.SourceFile;
  /** The sources of the project, without declarations and packages. */
  readonly sources: readonly ts.SourceFile[];
}

/**
 * Reads a project and checks it.
 *
 * @param file the module of the route table.
 * @param config the `tsconfig.json`; the nearest above the module by default.
 * @throws Failure for a project without the module, and for one that does not compile: its types say nothing certain.
 */
export function openProject(file: string, config?: string): Project {
  const path = config ?? ts.findConfigFile(dirname(resolve(file)), ts.sys.fileExists);
  if (path === undefined) return fail(`${file}: no tsconfig.json above it: say which with --project`);
  if (!ts.sys.fileExists(path)) fail(`${path}: no such file`);
  const parsed = readConfig(path, file);
  const program = ts.createProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    ...(parsed.projectReferences && { projectReferences: parsed.projectReferences }),
  });
  const module = program.getSourceFile(normalized(file));
  if (module === undefined)
    return fail(`${file}: not in the program of ${shown(path)}: say which with --project`);
  const sources = program
    .getSourceFiles()
    .filter((each) => !each.isDeclarationFile && !program.isSourceFileFromExternalLibrary(each));
  assertCompiles(program, sources);
  return { checker: program.getTypeChecker(), module, sources };
}

const normalized = (file: string): string => resolve(file).replaceAll('\\', '/');
const shown = (file: string): string => relative(process.cwd(), file) || file;

/** What no analysis needs, and what would refuse programs that are right. */
const own: ts.CompilerOptions = {
  noEmit: true,
  skipLibCheck: true,
  noUnusedLocals: false,
  noUnusedParameters: false,
  composite: false,
  incremental: false,
  ignoreDeprecations: '6.0',
};

/** Reads a configuration; where it only refers to others, the first of them that has the file. */
function readConfig(path: string, file: string): ts.ParsedCommandLine {
  const parsed = parseConfig(path);
  if (parsed.fileNames.length > 0) return parsed;
  const inner = (parsed.projectReferences ?? [])
    .map((reference) => ts.resolveProjectReferencePath(reference))
    .filter((each) => ts.sys.fileExists(each))
    .map(parseConfig);
  return inner.find(({ fileNames }) => fileNames.some((each) => resolve(each) === resolve(file))) ?? parsed;
}

function parseConfig(path: string): ts.ParsedCommandLine {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const parsed = ts.getParsedCommandLineOfConfigFile(path, own, host);
  if (parsed === undefined) return fail(`${shown(path)}: no configuration of TypeScript`);
  // A configuration that only refers to others has no files of its own.
  const error = parsed.errors.find(({ code }) => code !== noInputs && code !== emptyFiles);
  if (error !== undefined) fail(`${shown(path)}: ${firstLine(error)}`);
  return parsed;
}

const noInputs = 18003;
const emptyFiles = 18002;

function assertCompiles(program: ts.Program, sources: readonly ts.SourceFile[]): void {
  for (const source of sources) {
    const [error] = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    if (error === undefined) continue;
    const { file, line } = placeAt(error.file ?? source, error.start ?? 0);
    fail(`${file}:${line}: does not compile with TypeScript ${ts.version}: ${firstLine(error)}`);
  }
}

const firstLine = ({ messageText }: ts.Diagnostic): string =>
  ts.flattenDiagnosticMessageText(messageText, '\n').split('\n', 1)[0] ?? '';

/** Gives the file and the line of a node, from the current folder. */
export const placeOf = (node: ts.Node): Place => placeAt(node.getSourceFile(), node.getStart());

const placeAt = (source: ts.SourceFile, position: number): Place => ({
  file: shown(source.fileName).replaceAll('\\', '/'),
  line: source.getLineAndCharacterOfPosition(position).line + 1,
});
