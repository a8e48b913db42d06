import { join } from 'node:path';
import { calledNumbers } from '../../../src/fleet/call-log.js';
import { routeTableInternals } from '../../../src/routes/route-table.js';
import { callSentences, readCallLogs } from '../commands/calls.js';
import type { CallOptions } from '../commands/options.js';
import { type DuckDb, openDuckDb, plainValue } from '../databases/duckdb.js';
import { makeFolder, removeFolder } from '../folders.js';
import { type KeyTable, keyColumns, keyReader, readKeys, type StoredKey } from '../readers/keys.js';
import { nameOf } from '../readers/lines.js';
import { isParquet, parquetFailure, parquetQuery } from '../readers/parquet.js';
import { rowPlaces } from '../readers/table.js';
import type { Source } from '../sources/source.js';
import { groupParquetCalls } from './duckdb-calls.js';
import type { CallingKey, Fleet } from './fleet.js';

/** The most that DuckDB holds in memory; what is more goes to a temporary folder. */
const memoryLimit = '2GB';

/** How many calls are held in memory at a time. */
export interface Limits {
  /** Where it is not DuckDB that reads them. */
  readonly read: number;
  /** The successful calls whose routes DuckDB lists as they are. Of more, it first finds the distinct ones, on disk. */
  readonly listed: number;
}
const usualLimits: Limits = { read: 2_000_000, listed: 50_000_000 };

/**
 * Groups the calls by key and route in DuckDB, which needs no more memory for more of them, and joins them with the keys.
 *
 * @throws Failure as the readers of keys and calls do, and where DuckDB is not installed.
 */
export async function duckdbFleet(
  source: Source,
  table: KeyTable,
  options: CallOptions,
  limits = usualLimits,
): Promise<Fleet> {
  const folder = makeFolder();
  let database: DuckDb | undefined;
  const close = () => {
    database?.close();
    removeFolder(folder);
  };
  try {
    database = await openDuckDb('--engine duckdb', ':memory:', {
      memory_limit: memoryLimit,
      temp_directory: join(folder, 'spilled'),
    });
    const grouped =
      (await groupParquetCalls(database, source, options, limits.listed)) ??
      (await groupCalls(database, source, options, limits.read));
    const sentences = callSentences(options, grouped);
    return { first: grouped.first, sentences, keys: callingKeys(database, source, table), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Reads calls as the other engine does, and moves the routes of keys to DuckDB whenever there are many. */
async function groupCalls({ connection }: DuckDb, source: Source, options: CallOptions, most: number) {
  await connection.run('create table called (key varchar, route integer)');
  const table = routeTableInternals(source.api);
  const appender = await connection.createAppender('called');
  const read = await readCallLogs(source, options, most, (log) => {
    for (const key of log.keys())
      for (const route of calledNumbers(table, log.routesOf(key))) {
        appender.appendVarchar(key);
        appender.appendInteger(route);
        appender.endRow();
      }
    appender.flushSync();
  });
  appender.closeSync();
  return read;
}

/** Gives the keys of a table in their order, with the routes that they called. */
async function* callingKeys(
  database: DuckDb,
  { api }: Source,
  table: KeyTable,
): AsyncGenerator<readonly CallingKey[]> {
  const { from, keyOf } = await keysIn(database, table);
  const name = nameOf(table.file);
  const eachOnce = distinctNumbers(api.routes.length);
  try {
    const result = await database.connection.stream(`select row::double, key, scopes, created, routes
      from (${from}) left join (select key as caller, list(route) as routes from called group by key)
        on key = caller
      order by row`);
    for await (const chunk of result) {
      const [rows = [], keys = [], scopes = [], created = [], routes = []] = chunk.getColumns();
      yield keys.map((key, i) => ({
        key: keyOf([key, scopes[i], created[i]], Number(rows[i])),
        called: routes[i] === null ? [] : eachOnce(Object(routes[i]).items),
      }));
    }
  } catch (error) {
    throw parquetFailure(name, error);
  }
}

/** Makes what leaves out the repeats in lists of whole numbers below a limit. */
function distinctNumbers(limit: number): (list: readonly number[]) => readonly number[] {
  /** number → the last list that had it */
  const seenIn = new Float64Array(limit);
  let lists = 0;
  return (list) => {
    lists += 1;
    return list.filter((number) => {
      const isNew = seenIn[number] !== lists;
      seenIn[number] = lists;
      return isNew;
    });
  };
}

interface Keys {
  /** A query with the columns `row`, `key`, `scopes` and `created`. */
  readonly from: string;
  readonly keyOf: (values: readonly unknown[], row: number) => StoredKey;
}

/** Lets DuckDB read a table of keys itself where it is Parquet; else reads the table into it. */
async function keysIn(database: DuckDb, table: KeyTable): Promise<Keys> {
  const { file, format, query } = table;
  if (query !== undefined || !(await isParquet(file, format))) return keysFrom(database, table);
  const { from, expressions } = await parquetQuery(database, file, keyColumns(table));
  const columns = ['key', 'scopes', 'created'].map(
    (name, i) => `${expressions[i]?.sql ?? 'null'} as ${name}`,
  );
  const keyOf = keyReader(table.stored, rowPlaces(nameOf(file)));
  return {
    from: `select row_number() over () as row, ${columns.join(', ')} from ${from}`,
    keyOf: (values, row) =>
      keyOf(
        values.map((value, i) => {
          const expression = expressions[i];
          return expression ? plainValue(value ?? null, expression) : undefined;
        }),
        row,
      ),
  };
}

/** Reads a table of keys into DuckDB. What a text of scopes holds is marked: `t` is the text, `l` a list as JSON. */
async function keysFrom({ connection }: DuckDb, table: KeyTable): Promise<Keys> {
  await connection.run('create table stored (row integer, key varchar, scopes varchar, created double)');
  const appender = await connection.createAppender('stored');
  let row = 0;
  for await (const batch of readKeys(table)) {
    for (const { key, scopes, createdAt } of batch) {
      row += 1;
      appender.appendInteger(row);
      appender.appendVarchar(key);
      appender.appendVarchar(typeof scopes === 'string' ? `t${scopes}` : `l${JSON.stringify(scopes)}`);
      if (createdAt === undefined) appender.appendNull();
      else appender.appendDouble(createdAt.getTime());
      appender.endRow();
    }
    appender.flushSync();
  }
  appender.closeSync();
  return { from: 'select * from stored', keyOf: storedKey };
}

function storedKey([key, marked, created]: readonly unknown[]): StoredKey {
  const text = String(marked);
  const scopes = text.startsWith('t') ? text.slice(1) : (JSON.parse(text.slice(1)) as readonly string[]);
  return {
    key: String(key),
    scopes,
    ...(typeof created === 'number' && { createdAt: new Date(created) }),
  };
}
