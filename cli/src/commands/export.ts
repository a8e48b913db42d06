import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { codeOf, Failure, fail } from '../failure.js';
import { type OpenApiDocument, readDocument } from '../openapi/document.js';
import type { ExportedDocument } from '../openapi/export.js';
import { type ExportKind, exportKinds } from '../openapi/findings.js';
import { areSameBeside } from '../openapi/same-beside.js';
import { print } from '../output.js';
import { createReport } from '../report.js';
import { readSource } from '../sources/source.js';
import { counted } from '../words.js';
import { addFailOn, addFormat, type FormatOptions } from './options.js';

interface Options extends FormatOptions {
  readonly failOn: ReadonlySet<ExportKind>;
  readonly write?: true;
  readonly check?: true;
  readonly scheme?: string;
  readonly prefix?: string;
  readonly extension: boolean;
}

/** `scopeproof export`: the security of a route table, written into an OpenAPI document. */
export const addExport = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('export')
    .description('Write scopes and security into an OpenAPI document')
    .argument('<source>')
    .argument('<document>')
    .option('--write', 'replace the document, and print findings to stdout')
    .option('--check', 'write nothing, and find what is stale')
    .option('--scheme <name>', 'that of the scopes (default: by x-scopeproof, else OAuth)')
    .option('--prefix <path>', 'what paths begin with (default: as the servers do)')
    .option('--no-extension', 'without x-scopeproof, which has what OpenAPI cannot say');
  addFailOn(command, exportKinds, { shown: `of\n${exportKinds.join(',')}` });
  addFormat(command).action(async (source: string, file: string, options: Options) => {
    if (options.write && options.check) fail('--write and --check: one of them');
    const [{ api, files }, document, { countSame, exportOpenApi }] = await Promise.all([
      readSource(source),
      readDocument(file),
      // It takes longer to load than other commands take to run.
      import('../openapi/export.js'),
    ]);
    const exported = exportOpenApi(api, document, options);
    const { text, changes, findings } = exported;
    if (changes.length > 0) await verify(document, exported, (after) => countSame(api, after, options));
    if (options.write && changes.length > 0) write(file, text);
    if (!options.write && !options.check) await print(markOf(file) + text);
    const report = createReport({
      ...options,
      command: 'export',
      files,
      kinds: exportKinds,
      known: new Set(),
      // Standard output has the document then.
      stream: options.write || options.check ? process.stdout : process.stderr,
    });
    await report.add(options.check ? [...changes, ...findings] : findings);
    end(await report.end(sentencesOf(exported)));
  });
};

/**
 * Reads the document as it is to be written, and makes sure that it says what it was said to say, and all else as before.
 *
 * @throws Error otherwise: that is a fault of the command, and nothing is written.
 */
async function verify(
  before: OpenApiDocument,
  { text, operations }: ExportedDocument,
  count: (after: OpenApiDocument) => number,
): Promise<void> {
  let after: OpenApiDocument;
  try {
    after = await readDocument(before.file, text);
  } catch (error) {
    throw error instanceof Failure ? new Error(`the changed document is wrong: ${error.message}`) : error;
  }
  if (count(after) !== operations || !areSameBeside(before.root.value, after.root.value))
    throw new Error('the changed document says something else than it should');
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, markOf(file) + text);
  } catch (error) {
    fail(`${file}: not writable (${codeOf(error) || 'unknown'})`);
  }
}

/** Gives the byte order mark that a file begins with. */
function markOf(file: string): string {
  const descriptor = openSync(file, 'r');
  const bytes = Buffer.alloc(3);
  readSync(descriptor, bytes);
  closeSync(descriptor);
  return bytes.equals(Buffer.from('\ufeff')) ? '\ufeff' : '';
}

const sentencesOf = ({ operations, changes }: ExportedDocument): readonly string[] => {
  const changed = changes.filter(({ operation }) => operation !== undefined).length;
  const others = changes.length - changed;
  return [
    `${counted(operations, 'operation')} as in the table, ${counted(changed, 'operation')} changed, ${counted(others, 'other change')}`,
  ];
};
