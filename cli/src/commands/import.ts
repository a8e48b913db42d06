import { readFileSync, writeFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { codeOf, fail } from '../failure.js';
import { readDocument } from '../openapi/document.js';
import { type DocumentKind, documentKinds, notes } from '../openapi/findings.js';
import { type ImportedDocument, importOpenApi } from '../openapi/import.js';
import { mostNameLength } from '../openapi/module-text.js';
import type { Layout } from '../openapi/printer.js';
import { print } from '../output.js';
import { checkFile } from '../readers/kind.js';
import { readFingerprints } from '../readers/names.js';
import { createReport } from '../report.js';
import { counted } from '../words.js';
import { addFailOn, addFormat, type FormatOptions } from './options.js';

interface Options extends FormatOptions {
  readonly failOn: ReadonlySet<DocumentKind>;
  readonly out?: string;
  readonly force?: true;
  readonly name?: string;
  readonly scheme?: string;
  readonly prefix?: string;
  readonly byTag?: true;
  readonly anyOf: readonly string[];
  readonly accept: readonly string[];
  readonly indent: Layout['indent'];
  readonly quotes: Layout['quotes'];
  readonly acknowledged?: string;
}

const counting = documentKinds.filter((kind) => !notes.has(kind));

/** Reads lists that are given one after the other, each parted by commas. */
const addTo = (comma: RegExp) => (list: string, lists: readonly string[]) => [
  ...lists,
  ...list.split(comma).map((part) => part.trim()),
];

const allOr = (list: readonly string[]): 'all' | readonly string[] | undefined =>
  list.length === 0 ? undefined : list.includes('all') ? 'all' : list;

/** `scopeproof import`: the vocabulary and the route table of an OpenAPI document. */
export const addImport = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('import')
    .description('Make a TypeScript module from an OpenAPI document')
    .argument('<document>')
    .option('--out <file>', 'write the module there, and findings to stdout')
    .option('--force', 'replace a file that is there and different')
    .option('--name <name>', 'the name of the vocabulary (default: from the title)', readName)
    .option('--scheme <name>', 'the security scheme whose scopes count (default: all)')
    .option('--prefix <path>', 'what paths begin with (default: as the servers do)')
    .option('--by-tag', 'name scopes after tags and methods where there are none')
    .option(
      '--any-of <list>',
      'alternatives: all, or operations: GET /a,POST /a/:id',
      addTo(/,(?=\s*[A-Z]+ \/)/),
      [],
    )
    .option('--accept <list>', 'implications to write: all, or scope->scope,…', addTo(/,(?=[^,]*->)/), [])
    .addOption(
      new Option('--indent <with>', 'space, tab (default: space)').choices(['space', 'tab']).default('space'),
    )
    .addOption(
      new Option('--quotes <kind>', 'double, single (default: double)')
        .choices(['double', 'single'])
        .default('double'),
    );
  addFailOn(command, documentKinds, { shown: 'all but\nloosened,proposal', byDefault: counting }).option(
    '--acknowledged <file>',
    'findings that are known: a fingerprint a line, or JSON',
  );
  addFormat(command).action(async (file: string, options: Options) => {
    const { accept, acknowledged, anyOf, indent, quotes, out } = options;
    const known = acknowledged === undefined ? [] : await readFingerprints(acknowledged);
    const document = await readDocument(file);
    const imported = importOpenApi(document, {
      ...options,
      accept: allOr(accept),
      anyOf: allOr(anyOf),
      layout: { indent, quotes },
    });
    if (out === undefined) await print(imported.text);
    else writeModule(out, imported.text, options.force === true);
    const report = createReport({
      ...options,
      command: 'import',
      files: [file],
      kinds: documentKinds,
      known: new Set(known),
      // Standard output has the module then.
      stream: out === undefined ? process.stderr : process.stdout,
    });
    await report.add(imported.findings);
    end(await report.end(sentencesOf(imported)));
  });
};

function readName(text: string): string {
  if (text === '' || text.length > mostNameLength || !/^[\x21-\x7e]+$/.test(text))
    throw new InvalidArgumentError(`Write 1 to ${mostNameLength} visible characters of ASCII.`);
  return text;
}

/** Writes the module. A file that is there already stays, unless it may be replaced. */
function writeModule(file: string, text: string, mayReplace: boolean): void {
  checkFile(file, mayReplace ? 'device' : undefined);
  try {
    writeFileSync(file, text, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') fail(`${file}: not writable (${codeOf(error) || 'unknown'})`);
    if (!isSame(file, text)) fail(`${file}: it is there already, and different: --force replaces it`);
  }
}

function isSame(file: string, text: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

const sentencesOf = ({ scopes, routes, proposals }: ImportedDocument): readonly string[] => [
  `${counted(scopes, 'scope')}, ${counted(routes, 'route')}`,
  ...(proposals.length === 0 ? [] : ['--accept writes the implications that are proposed: all, or a list']),
];
