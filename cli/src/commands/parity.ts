import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { fail } from '../failure.js';
import type { ReportFinding, ReportKind } from '../formats/format.js';
import { readDocument } from '../openapi/document.js';
import { prefixOf } from '../openapi/prefix.js';
import { appFindings, appSentences } from '../parity/app.js';
import { contractFindings, contractText } from '../parity/contract.js';
import { documentParity } from '../parity/document.js';
import { agreementFinding, agreementKinds } from '../parity/findings.js';
import { orphanFindings } from '../parity/orphans.js';
import { readFingerprints } from '../readers/names.js';
import { readWhole } from '../readers/whole.js';
import { readPage, staleness, writePage } from '../reference/file.js';
import { createReport } from '../report.js';
import { readSource, type Source } from '../sources/source.js';
import { counted } from '../words.js';
import { diffKinds } from './diff.js';
import { addFailOn, addFormat, type FormatOptions } from './options.js';
import { addReferenceOptions, type ReferenceOptions, writeReference } from './reference.js';

const kinds = [
  ...agreementKinds,
  'refused',
  'twice',
  'scheme',
  'server',
  'together',
  ...diffKinds,
] as const satisfies readonly ReportKind[];

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
    const places = [
      placeOfApp(source),
      await placeOfDocument(source, options),
      placeOfPage(source, options),
      await placeOfContract(source, options),
    ];
    const report = createReport({
      ...options,
      command: 'parity',
      files: source.files,
      kinds,
      known: new Set(known),
    });
    await report.add([...orphanFindings(source.api), ...places.flatMap(({ findings }) => findings)]);
    const sentences = places.flatMap((place) => place.sentences ?? []);
    end(await report.end([sentenceOf(source, options), ...sentences]));
  });
};

/** What is found in one place, and what is to say besides. */
interface Found {
  readonly findings: readonly ReportFinding[];
  readonly sentences?: readonly string[];
}

const placeOfApp = ({ app, api }: Source): Found =>
  app === undefined
    ? { findings: [] }
    : { findings: appFindings(app, api), sentences: appSentences(app, api) };

async function placeOfDocument({ api }: Source, { openapi, scheme, prefix }: Options): Promise<Found> {
  if (openapi === undefined) return { findings: [] };
  const before = prefixOf(prefix);
  return documentParity(await readDocument(openapi), api, { scheme, prefix: before });
}

function placeOfPage(source: Source, options: Options): Found {
  const { reference: file } = options;
  if (file === undefined) return { findings: [] };
  const page = readPage(file, writeReference(source, options));
  if (page.now === undefined) return fail(`${file}: no such file: scopeproof reference writes it`);
  const stale = staleness(page);
  if (stale === undefined) return { findings: [] };
  const message = `not the reference of the API any more: scopeproof reference writes it${stale.hint}`;
  const position = { file, line: stale.line, column: 1 };
  return { findings: [agreementFinding({ kind: 'stale', position, message }, 'reference')] };
}

async function placeOfContract(source: Source, { contract: file, update }: Options): Promise<Found> {
  if (file === undefined) return { findings: [] };
  if (update) return { findings: [], sentences: [`${file} ${await updateContract(file, source)}`] };
  if (!existsSync(file)) return fail(`${file}: no such file: --update writes it`);
  return { findings: contractFindings(file, await readWhole(file), source) };
}

/** Writes the contract, and says whether it was another one. */
async function updateContract(file: string, { manifest }: Source): Promise<string> {
  const text = contractText(manifest);
  if (existsSync(file) && (await readWhole(file)) === text) return 'is up to date';
  writePage(file, text);
  return 'is written';
}

const sentenceOf = ({ api }: Source, { app, openapi, reference, contract }: Options): string => {
  const others = [app, openapi, reference, contract].filter((each) => each !== undefined);
  const routes = counted(api.routes.length, 'route');
  return others.length === 0
    ? `${routes} compared with nothing`
    : `${routes} compared with ${others.join(', ')}`;
};
