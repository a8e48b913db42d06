import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { fail } from '../failure.js';
import type { ReportFinding, ReportKind } from '../formats/format.js';
import { readDocument } from '../openapi/document.js';
import { prefixOf } from '../openapi/prefix.js';
import { appFindings } from '../parity/app.js';
import { contractFindings, contractText } from '../parity/contract.js';
import { documentFindings } from '../parity/document.js';
import { agreementFinding, agreementKinds } from '../parity/findings.js';
import { orphanFindings } from '../parity/orphans.js';
import { readFingerprints } from '../readers/names.js';
import { readWhole } from '../readers/whole.js';
import { readPage, staleLine, writePage } from '../reference/file.js';
import { createReport } from '../report.js';
import { readSource, type Source } from '../sources/source.js';
import { counted } from '../words.js';
import { diffKinds } from './diff.js';
import { addFailOn, addFormat, type FormatOptions } from './options.js';
import { addReferenceOptions, type ReferenceOptions, writeReference } from './reference.js';

const kinds = [...agreementKinds, 'refused', 'twice', ...diffKinds] as const satisfies readonly ReportKind[];

interface Options extends ReferenceOptions, FormatOptions {
  readonly app?: string;
  readonly openapi?: string;
  readonly scheme?: string;
  readonly prefix?: string;
  readonly reference?: string;
  readonly contract?: string;
  readonly update?: true;
  readonly failOn: ReadonlySet<ReportKind>;
  readonly acknowledged?: string;
}

/** `scopeproof parity`: whether all places that state an API's access say the same. */
export const addParity = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('parity')
    .description('Compare the table with app, OpenAPI, page and contract')
    .argument('<source>')
    .option('--app <module>', 'the app: src/server.ts, src/server.ts#createApp')
    .option('--openapi <file>', 'the OpenAPI document')
    .option('--scheme <name>', 'the security scheme whose scopes count (default: all)')
    .option('--prefix <path>', 'what paths begin with (default: as the servers do)')
    .option('--reference <file>', 'the page that reference wrote; also its options')
    .option('--contract <file>', 'the manifest that is agreed on')
    .option('--update', 'write the contract');
  addReferenceOptions(command, false).option(
    '--acknowledged <file>',
    'findings that are known: a fingerprint a line, or JSON',
  );
  addFailOn(command, kinds, { shown: 'all kinds' });
  addFormat(command).action(async (text: string, options: Options) => {
    const { app, acknowledged, contract, update = false } = options;
    if (update && contract === undefined)
      return fail('--update writes a contract: say which with --contract');
    const source = await readSource(text, app);
    const known = acknowledged === undefined ? [] : await readFingerprints(acknowledged);
    const findings = [
      ...orphanFindings(source.api),
      ...(source.app === undefined ? [] : appFindings(source.app)),
      ...(await findingsOfDocument(source, options)),
      ...findingsOfPage(source, options),
      ...(await findingsOfContract(source, options)),
    ];
    const report = createReport({
      ...options,
      command: 'parity',
      files: source.files,
      kinds,
      known: new Set(known),
    });
    await report.add(findings);
    end(await report.end([sentenceOf(source, options)]));
  });
};

async function findingsOfDocument(
  { api }: Source,
  { openapi, scheme, prefix }: Options,
): Promise<readonly ReportFinding[]> {
  if (openapi === undefined) return [];
  const before = prefixOf(prefix);
  return documentFindings(await readDocument(openapi), api, { scheme, prefix: before });
}

function findingsOfPage(source: Source, options: Options): readonly ReportFinding[] {
  const { reference: file } = options;
  if (file === undefined) return [];
  const { title, part } = writeReference(source, options);
  const line = staleLine(readPage(file, title, part));
  if (line === undefined) return [];
  const message = 'not the reference of the API any more: scopeproof reference writes it';
  return [agreementFinding({ kind: 'stale', position: { file, line, column: 1 }, message }, 'reference')];
}

async function findingsOfContract(
  source: Source,
  { contract: file, update }: Options,
): Promise<readonly ReportFinding[]> {
  if (file === undefined) return [];
  if (update) {
    writePage(file, contractText(source.manifest));
    return [];
  }
  if (!existsSync(file)) return fail(`${file}: no such file: --update writes it`);
  return contractFindings(file, await readWhole(file), source);
}

const sentenceOf = ({ api }: Source, { app, openapi, reference, contract }: Options): string => {
  const others = [app, openapi, reference, contract].filter((each) => each !== undefined);
  const routes = counted(api.routes.length, 'route');
  return others.length === 0
    ? `${routes} compared with nothing`
    : `${routes} compared with ${others.join(', ')}`;
};
