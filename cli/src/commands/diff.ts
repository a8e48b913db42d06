import { type Command, Option } from 'commander';
import { createDiff, type FindingKind } from '../../../src/fleet/index.js';
import { fail } from '../failure.js';
import { readKeys } from '../readers/keys.js';
import { readFingerprints } from '../readers/names.js';
import { createReport } from '../report.js';
import { type Dialect, dialects } from '../rewrite-keys.js';
import { readSources } from '../sources/source.js';
import { counted } from '../words.js';
import { printMigration } from './migrate.js';
import { addFailOn, addFormat, addKeys, type FormatOptions, type KeyOptions, keyTable } from './options.js';

/** What a change of an API may do. */
export const diffKinds = [
  'gain',
  'new',
  'loss',
  'removed',
  'rename',
  'undecided',
] as const satisfies readonly FindingKind[];

interface Options extends KeyOptions, FormatOptions {
  readonly failOn: ReadonlySet<FindingKind>;
  readonly acknowledged?: string;
  readonly migrate?: Dialect;
  readonly table: string;
}

/** `scopeproof diff`: what a change of an API does to those who call it. */
export const addDiff = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('diff')
    .description('Compare who may call what: diff main:src/api.ts src/api.ts')
    .argument('<old>')
    .argument('<new>');
  addFailOn(addKeys(command, false), diffKinds, { shown: `all of\n${diffKinds.join(',')}` })
    .addOption(
      new Option(
        '--migrate <dialect>',
        'print SQL that rewrites the keys, for postgres, mysql,\nsqlite, duckdb',
      ).choices(dialects),
    )
    .option('--table <name>', 'table of the keys in that SQL (default: api_keys)', 'api_keys')
    .option('--acknowledged <file>', 'findings that are wanted: a fingerprint a line, or JSON');
  addFormat(command).action(async (old: string, now: string, options: Options) => {
    const [before, after] = await readSources(old, now);
    if (before === undefined || after === undefined) return;
    const { migrate, keys: file } = options;
    if (migrate !== undefined) {
      if (file === undefined) return fail('--migrate rewrites stored keys: say where they are with --keys');
      return end(await printMigration(before, after, { ...options, migrate, keys: file }));
    }
    const known = options.acknowledged === undefined ? [] : await readFingerprints(options.acknowledged);
    const diff = createDiff(before, after);
    const report = createReport({
      ...options,
      command: 'diff',
      files: after.files,
      kinds: diffKinds,
      known: new Set(known),
    });
    await report.add(diff.findings);
    let keys = 0;
    let changed = 0;
    if (options.keys !== undefined)
      for await (const batch of readKeys(keyTable(options.keys, options)))
        for (const key of batch) {
          const findings = diff.findingsOf(key);
          keys++;
          if (findings.length === 0) continue;
          changed++;
          await report.add(findings);
        }
    const ofKeys = `${counted(changed, 'stored key')} of ${keys.toLocaleString('en-US')} changed`;
    end(await report.end(options.keys === undefined ? [] : [ofKeys]));
  });
};
