import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { defineRoutes, defineScopes } from '../../src/index.js';
import { toManifest } from '../../src/manifest/index.js';

/** How much data there is. */
export interface Amounts {
  readonly keys: number;
  /** How many calls each key makes. */
  readonly callsOfKey: number;
  readonly logLines: number;
}

/** The files that are made. */
export interface Data {
  readonly api: string;
  readonly keysCsv: string;
  readonly keysParquet: string;
  readonly callsParquet: string;
  readonly log: string;
  /** Scopes that are never excess: all but those of one surface in ten, so that findings are few. */
  readonly never: string;
}

const surfaces = 125;
const templates = [
  ['GET', '/items', 'read'],
  ['POST', '/items', 'write'],
  ['GET', '/items/:item', 'read'],
  ['PATCH', '/items/:item', 'write'],
  ['DELETE', '/items/:item', 'write'],
  ['GET', '/items/:item/parts', 'read'],
  ['POST', '/items/:item/parts', 'write'],
  ['GET', '/items/:item/parts/:part', 'read'],
] as const;

/** Makes an API with 1,000 routes, its keys with eight scopes each, and their calls: the same in every run. */
export async function makeData(folder: string, amounts: Amounts): Promise<Data> {
  const at = (name: string) => join(folder, name);
  const data: Data = {
    api: at('api.json'),
    keysCsv: at('keys.csv'),
    keysParquet: at('keys.parquet'),
    callsParquet: at('calls.parquet'),
    log: at('access.log'),
    never: at('never.txt'),
  };
  writeFileSync(data.api, JSON.stringify(manifest()));
  const usual = Array.from({ length: surfaces }, (_, i) => i).filter((i) => i % 10 > 0);
  writeFileSync(data.never, usual.map((i) => `s${i}:*\n`).join(''));
  await makeTables(data, amounts);
  return data;
}

function manifest() {
  const names = Array.from({ length: surfaces }, (_, i) => `s${i}`);
  const definition = {
    surfaces: Object.fromEntries(names.map((name) => [name, ['read', 'write']])),
    implies: { write: ['read'] },
  };
  // The compiler is to know nothing of so many names.
  const vocabulary = defineScopes('bench', definition as never);
  const routes = names.flatMap((name) =>
    templates.map(([method, path, action]) => [`${method} /${name}${path}`, `${name}:${action}`] as const),
  );
  return toManifest(defineRoutes(vocabulary as never, Object.fromEntries(routes) as never));
}

/** Draws by the hash of numbers: the tables and the log agree, and are the same in every run. */
const drawn = (numbers: string, below: number) => `(hash([${numbers}]) % ${below})::int`;
const keyOf = (number: string) => `'k_' || lpad(${number}::varchar, 8, '0')`;
const surface = (key: string, place: string) => drawn(`${key}, ${place}, 1`, surfaces);
const writes = (key: string, place: string) => `${drawn(`${key}, ${place}, 2`, 3)} = 0`;

/**
 * The calls of a key, of which each is of a surface of its scopes. One key in a hundred calls what it may not, and one
 * in ten calls nothing.
 */
const callsOf = (source: string) => {
  const [methods, paths] = [0, 1].map(
    (part) => `[${templates.map((template) => `'${template[part]?.replace(/:\w+/g, '%')}'`).join(', ')}]`,
  );
  return `with drawn as (select k, i, ${surface('k', 'i % 8')} as s, ${drawn('k, i, 5', 1000)} as item,
      case when ${writes('k', 'i % 8')} or ${drawn('k, 7', 100)} = 0 then ${drawn('k, i, 4', templates.length)} + 1
        else list_extract([1, 3, 6, 8], ${drawn('k, i, 4', 4)} + 1) end as t
    from ${source} where k % 10 > 0)
  select ${keyOf('k')} as key, (${methods})[t] as method, '/s' || s || replace((${paths})[t], '%', item::varchar) as path,
    case when item % 50 = 0 then 404 else 200 end as status,
    timestamp '2024-06-01' + to_seconds(${drawn('k, i, 6', 2_000_000)}) as time, i % 20 + 1 as count
  from drawn`;
};

async function makeTables(data: Data, { keys, callsOfKey, logLines }: Amounts): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const scope = `'s' || ${surface('k', 'i')} || case when ${writes('k', 'i')} then ':write' else ':read' end`;
  await connection.run(`create table keys as
    select ${keyOf('k')} as id, array_to_string(list_transform(range(8), lambda i: ${scope}), ' ') as scopes,
      timestamp '2024-01-01' + to_hours((k % 4000)::int) as created_at
    from range(${keys}) t(k)`);
  await connection.run(`copy keys to '${data.keysCsv}' (header)`);
  await connection.run(`copy keys to '${data.keysParquet}'`);
  const everyCall = `range(${callsOfKey}) calls(i), range(${keys}) keys(k)`;
  await connection.run(`copy (${callsOf(everyCall)}) to '${data.callsParquet}'`);
  const lines = `(select n // ${keys} as i, hash([n]) % ${keys} as k from range(${Math.ceil(logLines / 0.9)}) t(n))`;
  const result = await connection.stream(`select '10.0.0.' || count || ' - ' || key
    || strftime(time, ' [%d/%b/%Y:%H:%M:%S +0000] "') || method || ' ' || path || '?page=' || count || ' HTTP/1.1" '
    || status || ' ' || count * 97 || ' "-" "client/1.0"' from (${callsOf(lines)}) order by time limit ${logLines}`);
  await pipeline(async function* () {
    for await (const rows of result.yieldRows()) yield `${rows.map(([line]) => line).join('\n')}\n`;
  }, createWriteStream(data.log));
  connection.closeSync();
  instance.closeSync();
}
