import { type Command, Option } from 'commander';
import { auditorFor } from '../../../src/fleet/auditor.js';
import type { Finding, FindingKind } from '../../../src/fleet/index.js';
import { duckdbFleet } from '../engine/duckdb.js';
import { engines } from '../engine/fleet.js';
import { nodeFleet } from '../engine/node.js';
import { fail } from '../failure.js';
import { nameOf } from '../readers/lines.js';
import { readFingerprints } from '../readers/names.js';
import { isParquet } from '../readers/parquet.js';
import { createReport } from '../report.js';
import { readSource } from '../sources/source.js';
import { counted } from '../words.js';
import {
  addCalls,
  addFailOn,
  addFormat,
  addKeys,
  type CallOptions,
  type FormatOptions,
  type KeyOptions,
  keyTable,
} from './options.js';
import { readNeverNarrow } from './scopes.js';

const kinds = [
  'missing',
  'excess',
  'redundant',
  'unknown',
  'deprecated',
  'restricted',
] as const satisfies readonly FindingKind[];

interface Options extends KeyOptions, CallOptions, FormatOptions {
  readonly keys: string;
  readonly failOn: ReadonlySet<FindingKind>;
  readonly neverNarrow?: string;
  readonly baseline?: string;
  readonly engine?: (typeof engines)[number];
}

/** `scopeproof audit`: what stored keys hold, beside what they call. */
export const addAudit = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('audit')
    .description('Compare what stored keys hold with what they call')
    .argument('<source>');
  addFailOn(addCalls(addKeys(command, true)), kinds, { shown: 'all kinds' })
    .option('--never-narrow <file>', 'scopes and patterns that are never excess, one a line')
    .addOption(
      new Option('--engine <name>', 'node, duckdb (default: duckdb if both are Parquet)').choices(engines),
    )
    .option('--baseline <file>', 'findings that are known: a fingerprint a line, or JSON');
  addFormat(command).action(async (text: string, options: Options) => {
    const source = await readSource(text);
    const known = options.baseline === undefined ? [] : await readFingerprints(options.baseline);
    const never = await readNeverNarrow(options.neverNarrow, source);
    const table = keyTable(options.keys, options);
    const toFleet = (await engineOf(options)) === 'duckdb' ? duckdbFleet : nodeFleet;
    const { first, sentences, keys, close } = await toFleet(source, table, options);
    const since = options.since ?? first;
    try {
      const findingsOf = auditorFor(
        source.api,
        { since, neverNarrowed: never },
        (called: readonly number[]) => called,
      );
      const report = createReport({
        ...options,
        command: 'audit',
        files: source.files,
        kinds,
        known: new Set(known),
      });
      // Held back until one key is in both: else the ids differ, and all that keys hold would seem to be excess.
      const held: Finding[] = [];
      const counts = { keys: 0, calling: 0, found: 0 };
      for await (const batch of keys)
        for (const { key, called } of batch) {
          if (options.key !== undefined && key.key !== options.key) continue;
          const findings = findingsOf(key, called);
          counts.keys++;
          if (called.length > 0) counts.calling++;
          if (findings.length > 0) counts.found++;
          held.push(...findings);
          if (counts.calling > 0 || held.length > mostHeld) await report.add(held.splice(0));
        }
      if (counts.calling === 0) noCommonKey(options, counts.keys);
      await report.add(held);
      const ofKeys = `${counted(counts.found, 'stored key')} of ${counts.keys.toLocaleString('en-US')} with findings`;
      end(await report.end([...sentences, ofKeys]));
    } finally {
      close();
    }
  });
};

/** DuckDB is there where something is Parquet: it is faster where both are. */
const engineOf = async ({ engine, keys, keysFormat, calls, callsFormat }: Options) => {
  if (engine !== undefined) return engine;
  return (await isParquet(keys, keysFormat)) && (await isParquet(calls, callsFormat)) ? 'duckdb' : 'node';
};

/** The most findings that are held back. */
const mostHeld = 50_000;

const noCommonKey = ({ keys, calls, key }: Options, read: number): never => {
  if (key !== undefined && read === 0) return fail(`${nameOf(keys)}: no key ${key}`);
  const both = `${nameOf(keys)}: none of ${counted(read, 'key')} has calls in ${nameOf(calls)}`;
  return fail(`${both}: do --key-column and --key-field name the same id?`);
};
