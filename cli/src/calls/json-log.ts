import { fail } from '../failure.js';
import { firstField, readJsonLines } from '../readers/json-lines.js';
import type { TextSource } from '../readers/lines.js';
import { readTime } from '../readers/time.js';
import { type Call, type CallFields, keyOf, pathOf, type Skipped, statusOf } from './call.js';

/** The names of the fields in the logs of nginx, Caddy, pino and others. None that may hold a secret key. */
const common = {
  key: ['key', 'key_id', 'keyId', 'api_key_id', 'apiKeyId'],
  method: ['method', 'request_method', 'http_method', 'httpMethod', 'req.method', 'request.method'],
  path: ['path', 'uri', 'url', 'request_uri', 'req.url', 'request.path', 'request.uri', 'request.url'],
  status: ['status', 'status_code', 'statusCode', 'res.statusCode', 'response.status'],
  time: ['time', 'timestamp', '@timestamp', 'time_iso8601', 'ts', 'at', 'date'],
  count: ['count'],
} satisfies { readonly [part in keyof Required<CallFields>]: readonly string[] };

const parts = ['key', 'method', 'path', 'status', 'time', 'count'] as const;

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
  const namesOf = (part: keyof CallFields) => (fields[part] === undefined ? common[part] : [fields[part]]);
  const names = parts.map(namesOf);
  for await (const objects of readJsonLines(text))
    yield objects.map(({ line, value }) =>
      callOf(
        names.map((some) => firstField(value, some)),
        `${text.name}:${line}`,
      ),
    );
}

function callOf(
  [keyValue, method, path, statusValue, time, countValue]: readonly unknown[],
  place: string,
): Call | Skipped {
  const key = keyOf(keyValue);
  if (key === undefined) return 'without key';
  if (typeof method !== 'string') return fail(`${place}: no method: name its field with --method-field`);
  if (typeof path !== 'string') return fail(`${place}: no path: name its field with --path-field`);
  const status = statusOf(statusValue) ?? fail(`${place}: no status: name its field with --status-field`);
  const at = readTime(time);
  if (time !== undefined && time !== null && at === undefined) fail(`${place}: a time that is none`);
  const count = countValue === undefined ? 1 : Number(countValue);
  if (!Number.isSafeInteger(count) || count < 0) fail(`${place}: a count that is no number of calls`);
  if (status === 0 || count === 0) return 'without response';
  return { key, method, path: pathOf(path), status, at, count };
}
