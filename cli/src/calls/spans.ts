import { fail } from '../failure.js';
import { fieldOf, readJsonLines } from '../readers/json-lines.js';
import type { TextSource } from '../readers/lines.js';
import { readTime } from '../readers/time.js';
import { type Call, type CallFields, keyOf, pathOf, type Skipped, statusOf } from './call.js';

/**
 * Reads spans of OpenTelemetry in OTLP's JSON, one `ExportTraceServiceRequest` a line, as the file exporter of the
 * collector writes them. A call is a span of kind server with the attributes of its semantic conventions for HTTP:
 * `http.request.method`, `url.path` or `http.route`, and `http.response.status_code`.
 *
 * `url.path` decides, since it is what was asked for. `fields.key` names the attribute that is the key; `enduser.id` and
 * `user.id` by default.
 */
export async function* readSpans(
  text: TextSource,
  fields: CallFields,
): AsyncGenerator<readonly (Call | Skipped)[]> {
  const keys = fields.key === undefined ? ['enduser.id', 'user.id'] : [fields.key];
  for await (const objects of readJsonLines(text))
    yield objects.flatMap(({ line, value }) => {
      const place = `${text.name}:${line}`;
      const resources = fieldOf(value, 'resourceSpans');
      if (!Array.isArray(resources)) return fail(`${place}: no resourceSpans`);
      return resources
        .flatMap((resource) => listIn(resource, 'scopeSpans'))
        .flatMap((scope) => listIn(scope, 'spans'))
        .filter((span) => ['SPAN_KIND_SERVER', 2].includes(Object(span).kind))
        .map((span) => callOf(Object(span), keys, place));
    });
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list: unknown = fieldOf(Object(value), name);
  return Array.isArray(list) ? list : [];
}

function callOf(span: object, keys: readonly string[], place: string): Call | Skipped {
  const attributes = attributesOf(span);
  const first = (names: readonly string[]) =>
    attributes.get(names.find((name) => attributes.has(name)) ?? '');
  const method = first(['http.request.method', 'http.method']);
  const path = first(['url.path', 'http.target']);
  const route = attributes.get('http.route');
  const key = keyOf(first(keys), place);
  if (key === undefined) return 'without key';
  if (typeof method !== 'string') return 'no request';
  const status = statusOf(first(['http.response.status_code', 'http.status_code']) ?? null);
  if (status === undefined) return fail(`${place}: a status that is none`);
  if (status === 0) return 'without response';
  const at = timeOf(fieldOf(span, 'startTimeUnixNano'));
  if (typeof path === 'string') return { key, method, path: pathOf(path), status, at, count: 1 };
  return typeof route === 'string'
    ? { key, method, path: { route: `${method} ${route}` }, status, at, count: 1 }
    : fail(`${place}: a span of a server without url.path and http.route`);
}

function attributesOf(span: object): ReadonlyMap<string, unknown> {
  const entries = listIn(span, 'attributes').map((attribute): readonly [string, unknown] => {
    const value = Object(fieldOf(Object(attribute), 'value'));
    // A 64-bit integer is a text in OTLP's JSON.
    return [
      String(fieldOf(Object(attribute), 'key')),
      fieldOf(value, 'stringValue') ?? fieldOf(value, 'intValue') ?? Object.values(value)[0],
    ];
  });
  return new Map(entries);
}

const timeOf = (nanoseconds: unknown): Date | undefined =>
  nanoseconds === undefined ? undefined : readTime(String(nanoseconds));
