import { fail } from '../failure.js';
import { firstField, readJsonLines } from '../readers/json-lines.js';
import type { TextSource } from '../readers/lines.js';
import type { Column, Table } from '../readers/table.js';
import { readTime } from '../readers/time.js';
import { type Call, type CallFields, keyOf, pathOf, type Skipped, statusOf } from './call.js';

/** The names of the fields in the logs of nginx, Caddy, pino and others. None that may hold a secret key. */
const common = {
  key: ['key', 'key_id', 'keyId', 'api_key_id', 'apiKeyId', 'remote_user'],
  method: ['method', 'request_method', 'http_method', 'httpMethod', 'req.method', 'request.method'],
  path: ['path', 'uri', 'url', 'request_uri', 'req.url', 'request.path', 'request.uri', 'request.url'],
  status: ['status', 'status_code', 'statusCode', 'res.statusCode', 'response.status'],
  time: ['time', 'timestamp', '@timestamp', 'time_iso8601', 'time_local', 'msec', 'ts', 'at', 'date'],
  count: ['count'],
  route: ['route', 'http_route', 'http.route'],
} satisfies { readonly [part in keyof Required<CallFields>]: readonly string[] };

const parts = ['key', 'method', 'path', 'status', 'time', 'count', 'route'] as const;

/**
 * Reads a log with one JSON object a line. `fields` names its fields, by name or by a path such as `request.method`;
 * those of common logs are known. A line may stand for several calls by its `count`.
 *
 * @throws Failure for a line without method, path or status.
 */
export async function* readJsonLog(
  text: TextSource,
  fields: CallFields,
): AsyncGenerator<readonly (Call | Skipped)[]> {
  const names = parts.map((part) => namesOf(part, fields));
  for await (const objects of readJsonLines(text))
    yield objects.map(({ line, value }) =>
      callOf(
        withRequestLine(
          names.map((some) => firstField(value, some)),
          value,
        ),
        `${text.name}:${line}`,
      ),
    );
}

/** Takes method and path from nginx's `request`, `GET /x HTTP/1.1`, where the log has them nowhere else. */
function withRequestLine(
  [key, method, path, ...others]: readonly unknown[],
  value: object,
): readonly unknown[] {
  const line: unknown =
    method === undefined && path === undefined ? Reflect.get(value, 'request') : undefined;
  const [, verb = method, target = path] =
    (typeof line === 'string' && /^(\S+) (\S.*?)(?: HTTP\/\d(?:\.\d)?)?$/.exec(line)) || [];
  return [key, verb, target, ...others];
}

const namesOf = (part: keyof CallFields, fields: CallFields): readonly string[] =>
  fields[part] === undefined ? common[part] : [fields[part]];

/** The columns of a table of calls, as {@link readCallTable} takes their values. */
export const callColumns = (fields: CallFields): Column[] =>
  parts.map((part) => ({
    names: namesOf(part, fields),
    required: part === 'key' || part === 'status' || fields[part] !== undefined,
    option: `--${part}-field`,
  }));

/** Reads the calls of a table that is no text, such as Parquet. */
export async function* readCallTable({ rows, placeOf }: Table): AsyncGenerator<readonly (Call | Skipped)[]> {
  for await (const batch of rows) yield batch.map(({ line, values }) => callOf(values, placeOf(line)));
}

function callOf(
  [keyValue, method, target, statusValue, time, countValue, route]: readonly unknown[],
  place: string,
): Call | Skipped {
  const key = keyOf(keyValue, place);
  if (key === undefined) return 'without key';
  const path = pathIn(method, target, route) ?? wrongPath(method, place);
  const status = statusOf(statusValue) ?? fail(`${place}: no status: name its field with --status-field`);
  const at = readTime(time);
  if (time !== undefined && time !== null && at === undefined) fail(`${place}: a time that is none`);
  const count = countValue === undefined || countValue === null ? 1 : Number(countValue);
  if (!Number.isSafeInteger(count) || count < 0) fail(`${place}: a count that is no number of calls`);
  if (status === 0 || count === 0) return 'without response';
  return { key, method: typeof method === 'string' ? method : '', path, status, at, count };
}

/** Reads what was called: a path decides, since it is what was asked for; else the route, with or without its method. */
function pathIn(method: unknown, target: unknown, route: unknown): Call['path'] | undefined {
  if (typeof target === 'string') return typeof method === 'string' ? pathOf(target) : undefined;
  if (typeof route !== 'string') return undefined;
  if (route.includes(' ')) return { route };
  return typeof method === 'string' ? { route: `${method} ${route}` } : undefined;
}

const wrongPath = (method: unknown, place: string): never =>
  typeof method === 'string'
    ? fail(`${place}: no path: name its field with --path-field`)
    : fail(`${place}: no method: name its field with --method-field`);
