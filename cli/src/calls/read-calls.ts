import { databaseOf } from '../databases/address.js';
import { readQuery } from '../databases/query.js';
import { fail } from '../failure.js';
import { nameOf, openText, type TextSource } from '../readers/lines.js';
import { isParquet, readParquet } from '../readers/parquet.js';
import { rowPlaces } from '../readers/table.js';
import { counted } from '../words.js';
import { readAccessLog } from './access-log.js';
import type { Call, CallFields, Skipped } from './call.js';
import { readHar } from './har.js';
import { callColumns, readCallTable, readJsonLog } from './json-log.js';
import { readSpans } from './spans.js';

export const callFormats = ['combined', 'jsonl', 'otlp', 'har', 'parquet'] as const;

/** Where the calls are. */
export interface CallSource {
  /** A file, `-` for standard input, or the address of a database. */
  readonly file: string;
  /** What to read from a database. */
  readonly query?: string;
  /** Told by the start of the file, unless given. */
  readonly format?: (typeof callFormats)[number];
  readonly fields: CallFields;
  /** The key of all calls of an archive, which names none. */
  readonly key?: string;
}

/** The longest line of a log: a line of OTLP is a batch of spans. */
const longestLine = 32_000_000;

/**
 * Reads the calls of keys from a log, in constant memory, except for an HTTP archive.
 *
 * @param skip gets, after the last call, how many calls of keys are no request that can be read.
 * @throws Failure for a line that is in another format, and for a log without any call of a key: nothing can be said
 * about what keys do not call.
 */
export async function* readCalls(
  source: CallSource,
  skip: (noRequest: number) => void = () => {},
): AsyncGenerator<readonly Call[]> {
  const skipped = new Map<Skipped, number>();
  let found = false;
  for await (const batch of await openCalls(source)) {
    const calls: Call[] = [];
    for (const call of batch)
      if (typeof call === 'string') skipped.set(call, (skipped.get(call) ?? 0) + 1);
      else calls.push(call);
    found ||= calls.length > 0;
    yield calls;
  }
  skip(skipped.get('no request') ?? 0);
  if (!found) fail(`${nameOf(source.file)}: no call of any key${reason(skipped)}`);
}

const reason = (skipped: ReadonlyMap<Skipped, number>): string => {
  const without = skipped.get('without key') ?? 0;
  if (without > 0) return `: ${counted(without, 'call')} without one: name its field with --key-field`;
  const noRequest = skipped.get('no request') ?? 0;
  return noRequest === 0 ? '' : `: ${noRequestSentence(noRequest)}`;
};

/** Says how many calls of keys are left out, since they are no request. */
export const noRequestSentence = (count: number): string =>
  counted(count, 'call that is no request was left out', 'calls that are no request were left out');

async function openCalls({ file, query, format, fields, key }: CallSource) {
  const database = databaseOf(file);
  if (database) {
    const rows = readQuery(database, query, '--calls-query', callColumns(fields));
    return readCallTable({ rows, placeOf: rowPlaces(database.name) });
  }
  if (query !== undefined) fail(`${nameOf(file)}: --calls-query is for a database`);
  if (await isParquet(file, format))
    return readCallTable({ rows: readParquet(file, callColumns(fields)), placeOf: rowPlaces(nameOf(file)) });
  if (format === 'har' || (format === undefined && /\.har$/i.test(file)))
    return readHar(
      file,
      key ?? fail(`${nameOf(file)}: an HTTP archive names no key: say whose it is with --key`),
    );
  const text = await openText(file, longestLine);
  switch (format ?? formatOf(text)) {
    case 'otlp':
      return readSpans(text, fields);
    case 'jsonl':
      return readJsonLog(text, fields);
    default:
      return readAccessLog(text, fields);
  }
}

function formatOf({ start }: TextSource): 'combined' | 'jsonl' | 'otlp' {
  if (!/^\s*[{[]/.test(start)) return 'combined';
  return /^\s*\{\s*"resourceSpans"/.test(start) ? 'otlp' : 'jsonl';
}
