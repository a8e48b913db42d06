import { pathOf } from '../calls/call.js';
import { callColumns } from '../calls/json-log.js';
import { routeFinder } from '../calls/route-finder.js';
import type { CallTotals } from '../commands/calls.js';
import { type CallOptions, callSource } from '../commands/options.js';
import { databaseOf } from '../databases/address.js';
import { type DuckDb, quotedText } from '../databases/duckdb.js';
import { nameOf } from '../readers/lines.js';
import { isParquet, parquetFailure, parquetQuery } from '../readers/parquet.js';
import type { Source } from '../sources/source.js';

/**
 * Finds the routes of the calls of Parquet, and gives the view `called`, of keys with their routes. Only the distinct
 * requests are matched here.
 *
 * @param mostListed of more calls, the routes of a key are made distinct before they are listed.
 * @returns nothing for calls that are no Parquet, that have columns of unusual types, or of which one is wrong: whoever
 * reads them row by row says which.
 * @throws Failure for a file that cannot be read.
 */
export async function groupParquetCalls(
  database: DuckDb,
  source: Source,
  options: CallOptions,
  mostListed: number,
): Promise<CallTotals | undefined> {
  const { file, format } = callSource(options);
  if (databaseOf(file) || !(await isParquet(file, format))) return undefined;
  try {
    const calls = await callsQuery(database, options);
    if (calls === undefined) return undefined;
    const { connection } = database;
    const kind = kindOf(options);
    const isAsked = options.key === undefined ? 'true' : `key = ${quotedText(options.key)}`;
    await connection.run(`create table requests as
      select method, target, named, ${kind} as kind, ${isAsked} as asked, sum(count)::double as calls,
        count(*) filter (count > 0) as counted, count(*) filter (wrong) as wrong, min(time) filter (count > 0) as first
      from (${calls}) group by method, target, named, kind, asked`);
    const checked = await connection.runAndReadAll(
      'select sum(wrong)::double, sum(counted)::double, epoch_ms(min(first))::double from requests',
    );
    const [wrong, counted, first] = checked.getRowsJson()[0] ?? [];
    if (Number(wrong) > 0 || Number(counted) === 0) return undefined;
    await connection.run('delete from requests where not asked or counted = 0');
    await matchRequests(database, source);
    const each = Number(counted) > mostListed ? 'distinct' : '';
    await connection.run(`create view called as
      select ${each} key, route from (${calls}) join matched using (method, target, named)
      where count > 0 and route >= 0 and ${isAsked} and ${kind} = 'successful'`);
    const totals = await connection.runAndReadAll(
      `select case when kind <> 'early' and route < 0 then 'unmatched' else kind end as kind, sum(calls)
        from requests join matched using (method, target, named) group by all`,
    );
    const counts = { successful: 0, refused: 0, failed: 0, unmatched: 0, early: 0 };
    for (const [kind, count] of totals.getRowsJson())
      Object.assign(counts, { [String(kind)]: Number(count) });
    return { first: first === null ? undefined : new Date(Number(first)), counts, noRequest: 0 };
  } catch (error) {
    throw parquetFailure(nameOf(file), error);
  }
}

/** What becomes of a call, by its status and time. */
const kindOf = ({ since }: CallOptions): string => {
  const early =
    since === undefined ? 'false' : `coalesce(time < make_timestamp_ms(${since.getTime()}), false)`;
  return `case when ${early} then 'early' when status < 400 then 'successful'
    when status in (401, 403) then 'refused' else 'failed' end`;
};

const wholeNumber = /^U?(TINY|SMALL|BIG)?INT(EGER)?$/;

/**
 * Gives a query for the calls of keys, with the columns `key`, `method`, `target`, `named`, `status`, `time`, `count` and
 * `wrong`. A target is a path, or a route where it is `named`. A call without a response has the count 0.
 */
async function callsQuery(database: DuckDb, options: CallOptions): Promise<string | undefined> {
  const { file, fields } = callSource(options);
  const { from, expressions, types } = await parquetQuery(database, file, callColumns(fields));
  const [key, method, path, status, time, count, route] = types;
  const isUsual =
    [method, path, route].every((type) => type === null || type === 'VARCHAR') &&
    [key, status, count].every(
      (type, i) => type === null || wholeNumber.test(type ?? '') || (i === 0 && type === 'VARCHAR'),
    ) &&
    (time === null || /^(TIMESTAMP(_S|_MS|_NS)?|DATE)$/.test(time ?? ''));
  if (!isUsual) return undefined;
  const sqlOf = (place: number, otherwise: string) => expressions[place]?.sql ?? otherwise;
  const [path$, route$, method$] = [
    sqlOf(2, 'null::varchar'),
    sqlOf(6, 'null::varchar'),
    sqlOf(1, 'null::varchar'),
  ];
  // The time is compared as a timestamp, the numbers as numbers.
  const columnOf = (place: number, type: string, otherwise: string) =>
    expressions[place] ? `${expressions[place].column}::${type}` : otherwise;
  return `select key, coalesce(case when path is null and contains(route, ' ') then '' else method end, '') as method,
      coalesce(split_part(path, '?', 1), case when contains(route, ' ') then route else method || ' ' || route end, '') as target,
      path is null as named, status, time,
      case when status = 0 then 0 else count end as count,
      (case when path is not null then method is null when route is null then true
        else not contains(route, ' ') and method is null end)
      or not (status = 0 or status between 100 and 999) or not count between 0 and 9007199254740991 as wrong
    from (select ${sqlOf(0, 'null')} as key, ${method$} as method, ${path$} as path, ${route$} as route,
        coalesce(${columnOf(3, 'hugeint', '0')}, 0) as status, ${columnOf(4, 'timestamp', 'null::timestamp')} as time,
        coalesce(${columnOf(5, 'hugeint', '1')}, 1) as count
      from ${from})
    where key is not null and key not in ('', '-')`;
}

/** Finds the route of each distinct request, into the table `matched`; -1 for one without a route. */
async function matchRequests({ connection, connect }: DuckDb, { api }: Source): Promise<void> {
  const numbers = new Map(api.routes.map((route, number) => [route, number]));
  const routeOf = routeFinder(api.routes);
  await connection.run('create table matched (method varchar, target varchar, named boolean, route integer)');
  const writer = await connect();
  const appender = await writer.createAppender('matched');
  const result = await connection.stream('select distinct method, target, named from requests');
  for await (const chunk of result) {
    const [methods = [], targets = [], named = []] = chunk.getColumns();
    for (const [i, value] of targets.entries()) {
      const target = String(value);
      const method = String(methods[i]);
      const route = named[i] ? routeOf(target) : api.match(method, pathOf(target))?.route;
      appender.appendVarchar(method);
      appender.appendVarchar(target);
      appender.appendBoolean(named[i] === true);
      appender.appendInteger(numbers.get(route ?? '') ?? -1);
      appender.endRow();
    }
  }
  appender.closeSync();
  writer.closeSync();
}
