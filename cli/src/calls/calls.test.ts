import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Failure } from '../failure.js';
import { type Call, pathOf } from './call.js';
import { type CallSource, readCalls } from './read-calls.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-calls-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = Partial<CallSource>;
async function callsIn(content: string | Buffer, options: Options = {}, name = 'calls.log'): Promise<Call[]> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const calls: Call[] = [];
  for await (const batch of readCalls({ file, fields: {}, ...options })) calls.push(...batch);
  return calls;
}
async function leftOutOf(content: string): Promise<number> {
  const file = join(folder, 'left-out.log');
  writeFileSync(file, content);
  let leftOut = 0;
  const calls = readCalls({ file, fields: {} }, (count) => {
    leftOut = count;
  });
  for await (const _ of calls);
  return leftOut;
}
const refusal = async (content: string, options?: Options, name?: string): Promise<string> => {
  const error = await callsIn(content, options, name).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).message.replaceAll(`${folder}/`, '');
};

const at = new Date('2024-05-01T10:00:00Z');
const wanted: Call = { key: 'k_1', method: 'GET', path: '/contacts/1', status: 200, at, count: 1 };

describe('an access log', () => {
  const line = '10.0.0.1 - k_1 [01/May/2024:12:00:00 +0200] "GET /contacts/1?secret=s3cret HTTP/1.1" 200 512';

  test.each<[string, string | Buffer, Options?, string?]>([
    ['common', line],
    ['combined', `${line} "https://example.com/?token=s3cret" "curl/8 \\"x\\""`],
    ['compressed', gzipSync(line), {}, 'calls.log.gz'],
    [
      'of nginx, with a key behind it',
      `${line.replace('k_1', '-')} "-" "curl/8" "k_1"`,
      { fields: { key: '10' } },
    ],
    ['with the whole address', line.replace('/contacts', 'https://api.example.com/contacts')],
    ['with a tab between fields', line.replace(' ', '\t')],
    ['with a user in quotes', line.replace('k_1', '"k_1"')],
    ['without a version', line.replace(' HTTP/1.1', '')],
    ['with blanks in the query', line.replace('s3cret', 'a b HTTP/1.1 c')],
    ['with what names no key', `${line.replace('k_1', '-')}\n${line}`],
    [
      'with what is no request',
      `${line}\n${line.replace(/"GET.*1.1"/, '"\\x16\\x03\\x01"').replace('200', '400')}`,
    ],
    [
      'with what had no response',
      `${line}\n${line.replace(' 200 ', ' 000 ')}\n${line.replace(' 200 ', ' - ')}`,
    ],
  ])('%s', async (_, content, options, name) => {
    expect(await callsIn(content, options, name)).toEqual([wanted]);
  });

  test.each([
    ['cut off', `${line}\n${line.slice(0, 60)}`, 'calls.log:2: not a line of a combined access log'],
    [
      'with another time',
      line.replace('01/May', '32/Foo'),
      'calls.log:1: not a line of a combined access log',
    ],
    [
      'with another status',
      line.replace(' 200 ', ' OK '),
      'calls.log:1: not a line of a combined access log',
    ],
    [
      'without any key',
      line.replace('k_1', '-'),
      'calls.log: no call of any key: 1 call without one: name its field with --key-field',
    ],
    ['empty', '', 'calls.log: no call of any key'],
    [
      'without any request',
      line.replace(/"GET.*1.1"/, '"\\x16\\x03"'),
      'calls.log: no call of any key: 1 call that is no request was left out',
    ],
    ['of binary data', 'a\0b', 'calls.log:1: a null character: not text in UTF-8'],
  ])('is refused %s', async (_, content, message) => {
    expect(await refusal(content)).toBe(message);
  });

  test('counts the calls of keys that are no request', async () => {
    const none = line.replace(/"GET.*1.1"/, '"\\x16\\x03"');
    expect(await leftOutOf([line, none, none, none.replace('k_1', '-')].join('\n'))).toBe(2);
    expect(await leftOutOf(line)).toBe(0);
  });

  test('is refused with a key field that is no number', async () => {
    const message = '--key-field: in a combined log, the number of the field that is the key';
    for (const key of ['user', '0', '-1', '1.5'])
      expect(await refusal(line, { fields: { key } })).toBe(message);
  });
});

describe('a log in JSON Lines', () => {
  const { key, method, status } = wanted;

  test.each<[string, object, Options?]>([
    ['plain', { key, method, path: '/contacts/1?token=s3cret', status, time: at }],
    [
      'of nginx',
      {
        key_id: key,
        request_method: method,
        request_uri: '/contacts/1?a',
        status: '200',
        time_iso8601: '2024-05-01T12:00:00+02:00',
      },
    ],
    ['of Caddy', { key, request: { method, uri: '/contacts/1' }, status, ts: 1714557600 }],
    [
      'of pino',
      { keyId: key, req: { method, url: '/contacts/1' }, res: { statusCode: 200 }, time: 1714557600000 },
    ],
    [
      'with other fields',
      { auth: { id: key }, verb: method, where: '/contacts/1', code: 200, when: '2024-05-01T10:00Z', n: 1 },
      { fields: { key: 'auth.id', method: 'verb', path: 'where', status: 'code', time: 'when', count: 'n' } },
    ],
  ])('%s', async (_, line, options) => {
    expect(await callsIn(JSON.stringify(line), options)).toEqual([wanted]);
  });

  test('with numbers as keys, and with what names no key', async () => {
    const lines = [12, Number.MAX_SAFE_INTEGER, null, '', '-'].map((id) =>
      JSON.stringify({ key: id, method, path: '/', status }),
    );
    const calls = await callsIn(lines.join('\n'));
    expect(calls.map((call) => call.key)).toEqual(['12', '9007199254740991']);
  });

  test.each([
    ['9007199254740993', 'neither a text nor a whole number below 2^53'],
    ['1e21', 'neither a text nor a whole number below 2^53'],
    ['1.5', 'neither a text nor a whole number below 2^53'],
    ['false', 'neither a text nor a whole number below 2^53'],
    ['["k1"]', 'neither a text nor a whole number below 2^53'],
  ])('is refused with the key %s', async (id, reason) => {
    const right = JSON.stringify({ key, method, path: '/', status });
    const wrong = `{"key":${id},"method":"GET","path":"/","status":200}`;
    expect(await refusal(`${right}\n${wrong}`)).toBe(`calls.log:2: a key whose id is ${reason}`);
  });

  test('is refused with half of a surrogate pair in a key', async () => {
    const line = (id: string) => `{"key":"${id}","method":"GET","path":"/","status":200}`;
    expect(await callsIn(line('k\\ud83d\\ude00'))).toHaveLength(1);
    for (const half of ['k\\ud800', '\\udc01k'])
      expect(await refusal(line(half))).toBe('calls.log:1: a key whose id has half of a surrogate pair');
  });

  test('of nginx, with blanks in the query', async () => {
    const line = JSON.stringify({ key, request: 'GET /contacts/1?a=b c HTTP/1.1', status, time: at });
    expect(await callsIn(line)).toEqual([wanted]);
  });

  test('of counts, without times', async () => {
    const line = JSON.stringify({ key, method, path: '/contacts/1', status, count: 12 });
    expect(await callsIn(line)).toEqual([{ ...wanted, at: undefined, count: 12 }]);
  });

  test.each<[string, object, string]>([
    ['method', { key, path: '/', status }, 'no method: name its field with --method-field'],
    ['path', { key, method, status }, 'no path: name its field with --path-field'],
    ['status', { key, method, path: '/' }, 'no status: name its field with --status-field'],
    ['status', { key, method, path: '/', status: 'ok' }, 'no status: name its field with --status-field'],
    ['time', { key, method, path: '/', status, time: 'soon' }, 'a time that is none'],
    ['count', { key, method, path: '/', status, count: -1 }, 'a count that is no number of calls'],
  ])('is refused with a wrong %s', async (_, line, message) => {
    expect(await refusal(JSON.stringify(line))).toBe(`calls.log:1: ${message}`);
  });

  test('is refused cut off, without a word of it', async () => {
    const line = JSON.stringify({ key, method, path: '/?token=s3cret', status });
    expect(await refusal(`${line}\n${line.slice(0, -4)}`)).toBe('calls.log:2: not JSON');
  });
});

describe('an HTTP archive', () => {
  const entry = {
    startedDateTime: '2024-05-01T10:00:00.000Z',
    request: {
      method: 'GET',
      url: 'https://api.example.com/contacts/1?token=s3cret#x',
      headers: [{ name: 'authorization', value: 's3cret' }],
    },
    response: { status: 200, content: { text: 'x'.repeat(2_000_000) } },
  };
  const archive = (...entries: object[]) => JSON.stringify({ log: { version: '1.2', entries } });

  test('gives the calls of one key, and none that had no response', async () => {
    const blocked = { ...entry, response: { status: 0 } };
    expect(await callsIn(archive(entry, blocked), { key: 'k_1' }, 'calls.har')).toEqual([wanted]);
    expect(await callsIn(archive(entry), { key: 'k_1', format: 'har' }, 'calls.json')).toEqual([wanted]);
  });

  test.each<[string, string, string, Options?]>([
    [
      'without a key',
      archive(entry),
      'calls.har: an HTTP archive names no key: say whose it is with --key',
      {},
    ],
    ['cut off', archive(entry).slice(0, -2), 'calls.har: not JSON, or cut off'],
    ['of another kind', '{"a":1}', 'calls.har: not an HTTP archive: it has no log.entries'],
    ['of null', 'null', 'calls.har: not an HTTP archive: it has no log.entries'],
    [
      'with an entry without a request',
      archive({}),
      'calls.har: log.entries[0]: no request.method, request.url or response.status',
    ],
    [
      'with an entry that is none',
      archive(entry).replace(/\[\{.*/, '[null]}}'),
      'calls.har: log.entries[0]: no request.method, request.url or response.status',
    ],
    ['without entries', archive(), 'calls.har: no call of any key'],
  ])('is refused %s', async (_, content, message, options = { key: 'k_1' }) => {
    expect(await refusal(content, options, 'calls.har')).toBe(message);
  });
});

describe('spans of OpenTelemetry', () => {
  const attributes = (values: Record<string, string | number>) =>
    Object.entries(values).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    }));
  const span = (values: Record<string, string | number>, kind: unknown = 2) => ({
    kind,
    name: 'GET',
    startTimeUnixNano: '1714557600000000000',
    attributes: attributes(values),
  });
  const line = (...spans: object[]) => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  const whole = {
    'enduser.id': 'k_1',
    'http.request.method': 'GET',
    'url.path': '/contacts/1',
    'url.query': 'token=s3cret',
    'http.route': '/contacts/{id}',
    'http.response.status_code': 200,
  };
  const { 'url.path': _, ...withRoute } = whole;

  test.each<[string, string, Call, Options?]>([
    ['with a path', line(span(whole)), wanted],
    ['with the name of the kind', line(span(whole, 'SPAN_KIND_SERVER')), wanted],
    ['with a route alone', line(span(withRoute)), { ...wanted, path: { route: 'GET /contacts/{id}' } }],
    [
      'with another key',
      line(span({ ...whole, 'api.key.id': 'k_2' })),
      { ...wanted, key: 'k_2' },
      { fields: { key: 'api.key.id' } },
    ],
    [
      'beside spans of clients, of other protocols, and without a response',
      line(
        span(whole, 3),
        span({ 'rpc.system': 'grpc' }),
        span({ ...whole, 'http.response.status_code': 0 }),
        span(whole),
      ),
      wanted,
    ],
    [
      'with the older names',
      line(
        span({
          'enduser.id': 'k_1',
          'http.method': 'GET',
          'http.target': '/contacts/1?a',
          'http.status_code': 200,
        }),
      ),
      wanted,
    ],
  ])('%s', async (_, content, call, options) => {
    expect(await callsIn(content, options)).toEqual([call]);
  });

  test('are refused with a key that is no text', async () => {
    const id = { key: 'enduser.id', value: { arrayValue: { values: [{ stringValue: 'k_1' }] } } };
    const { 'enduser.id': _, ...others } = whole;
    const content = line({ kind: 2, attributes: [id, ...attributes(others)] });
    expect(await refusal(content)).toBe(
      'calls.log:1: a key whose id is neither a text nor a whole number below 2^53',
    );
  });

  test('of a key and without a request are counted', async () => {
    const none = span({ 'rpc.system': 'grpc', 'enduser.id': 'k_1' });
    expect(await leftOutOf(line(span(whole), none, span({ 'rpc.system': 'grpc' })))).toBe(1);
  });

  test('that are long lines', async () => {
    const spans = Array.from({ length: 5_000 }, () => span(whole));
    expect(await callsIn(line(...spans))).toHaveLength(5_000);
  });

  test.each([
    [
      'without any key',
      line(span({ ...whole, 'enduser.id': '' })),
      'calls.log: no call of any key: 1 call without one: name its field with --key-field',
    ],
    ['with a line of something else', `${line(span(whole))}\n{"a":1}`, 'calls.log:2: no resourceSpans'],
    ['cut off', line(span(whole)).slice(0, -1), 'calls.log:1: not JSON'],
  ])('are refused %s', async (_, content, message) => {
    expect(await refusal(content)).toBe(message);
  });
});

test.each([
  ['/contacts/1', '/contacts/1'],
  ['/contacts/1?a=/b?c', '/contacts/1'],
  ['/contacts/1#a', '/contacts/1'],
  ['https://api.example.com/contacts/%2e%2e/1?a', '/contacts/%2e%2e/1'],
  ['https://api.example.com', '/'],
  ['https://api.example.com?a', '/'],
  ['*', '*'],
])('the path of %s', (target, path) => {
  expect(pathOf(target)).toBe(path);
});
