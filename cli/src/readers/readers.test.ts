import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { Failure } from '../failure.js';
import { type KeyTable, readKeys, type StoredKey } from './keys.js';
import { longestLine } from './lines.js';
import type { StoredForm } from './stored.js';
import { readSince, readTime } from './time.js';

const folder = mkdtempSync(join(tmpdir(), 'cli-readers-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = Partial<KeyTable>;
async function keysIn(
  content: string | Buffer,
  options: Options = {},
  name = 'keys.csv',
): Promise<StoredKey[]> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const keys: StoredKey[] = [];
  for await (const batch of readKeys({ file, stored: 'list', ...options })) keys.push(...batch);
  return keys;
}
const refusal = async (content: string | Buffer, options?: Options, name?: string): Promise<string> => {
  const error = await keysIn(content, options, name).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Failure);
  return (error as Failure).message.replaceAll(`${folder}/`, '');
};

describe('a table of keys in CSV', () => {
  const wanted = [
    { key: 'k_1', scopes: 'contacts:read tags:read', createdAt: new Date('2024-05-01T10:00:00Z') },
    { key: 'k_2', scopes: '' },
  ];
  const plain = 'id,scopes,created_at\nk_1,contacts:read tags:read,2024-05-01 10:00:00+00\nk_2,,\n';

  test.each<[string, string | Buffer, Options?, string?]>([
    ['as it is', plain],
    ['without a line end at the end', plain.trimEnd()],
    ['with CRLF', plain.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${plain}`],
    ['with tabs', plain.replaceAll(',', '\t'), {}, 'keys.tsv'],
    ['with semicolons', plain.replaceAll(',', ';')],
    ['with blank lines', `\n${plain.replaceAll('\n', '\n\n')}`],
    ['with every field in quotes', plain.replace(/[^,\n]+/g, '"$&"')],
    [
      'with blanks around the names of columns',
      plain.replace('id,scopes,created_at', 'id, scopes , created_at'),
    ],
    [
      'with a column that holds line ends',
      plain.replace(/^(.*)$/gm, (line) => line && `${line},"a ""note""\nof, two lines"`),
    ],
    ['compressed', gzipSync(plain), {}, 'keys.csv.gz'],
    [
      'with other names of columns',
      plain.replace('id,scopes,created_at', 'uuid,granted,made'),
      { keyColumn: 'uuid', scopesColumn: 'granted', createdColumn: 'made' },
    ],
    [
      'as JSON Lines',
      `{"id":"k_1","scopes":["contacts:read","tags:read"],"created_at":1714557600}\n{"id":"k_2","scopes":null}\n`,
    ],
    [
      'as JSON Lines without a name that says so',
      `{"id":"k_1","scopes":"contacts:read tags:read","createdAt":"2024-05-01T10:00Z"}\r\n{"id":"k_2","scopes":[]}`,
      {},
      'keys',
    ],
  ])('%s', async (_, content, options, name) => {
    expect(await keysIn(content, options, name)).toEqual(wanted);
  });

  test('with the line ends of a field as they are', async () => {
    const content = 'id,scopes\r\nk_1,"a\r\nb\nc\r"\r\n"k_2","d"\r\n';
    expect(await keysIn(content)).toEqual([
      { key: 'k_1', scopes: 'a\r\nb\nc\r' },
      { key: 'k_2', scopes: 'd' },
    ]);
  });

  test('of 10,000 columns', async () => {
    const row = (start: string) =>
      `${start},${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')}\n`;
    expect(await keysIn(row('id,scopes') + row('k_1,tags:read'))).toEqual([
      { key: 'k_1', scopes: 'tags:read' },
    ]);
  });

  test('that spans the blocks in which it is read, with letters of several bytes', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `k_${i}ü€😀,tags:read`);
    const keys = await keysIn(`id,scopes\n${rows.join('\n')}\n`);
    expect(keys).toHaveLength(40_000);
    expect(keys.map(({ key, scopes }) => `${key},${scopes}`)).toEqual(rows);
  });

  test.each<[string, string | Buffer, string, Options?]>([
    ['empty', '', 'keys.csv: empty'],
    [
      'without the column of keys',
      'name,scopes\na,b\n',
      'keys.csv: no column id or key_id or key: name it with --key-column',
    ],
    [
      'without the column of scopes',
      'id,scoops\na,b\n',
      'keys.csv: no column scopes or scope: name it with --scopes-column',
    ],
    [
      'without a column that was asked for',
      'id,scopes\na,b\n',
      'keys.csv: no column made: name it with --created-column',
      { createdColumn: 'made' },
    ],
    ['with the column twice', 'id,scopes,scopes\na,b,c\n', 'keys.csv: two columns scopes'],
    [
      'cut off in a row',
      'id,scopes,created_at\na,b,2024-01-01\nc,d',
      'keys.csv:3: 2 fields, where the first row has 3',
    ],
    ['with a field too many', 'id,scopes\na,b\na,b,c\n', 'keys.csv:3: 3 fields, where the first row has 2'],
    [
      'cut off in quotes',
      'id,scopes\na,b\nc,"d\n',
      'keys.csv:3: a quote that is not closed: the file is cut off',
    ],
    ['with a quote in a field', 'id,scopes\na"b",c\n', 'keys.csv:2: a quote that does not enclose a field'],
    ['with text behind a quote', 'id,scopes\n"a"b,c\n', 'keys.csv:2: a quote that does not enclose a field'],
    ['with a key without an id', 'id,scopes\n,b\n', 'keys.csv:2: a key without an id'],
    [
      'with a date that is none',
      'id,scopes,created_at\na,b,soon\n',
      'keys.csv:2: a time of creation that is no date',
    ],
    ['with lists of JSON', 'id,scopes\na,"[""b""]"\n', 'keys.csv:2: scopes as JSON: say --stored json'],
    [
      'with arrays',
      'id,scopes\na,"{b,c}"\n',
      'keys.csv:2: scopes as an array of PostgreSQL: say --stored array',
    ],
    ['in UTF-16', Buffer.from('\ufeffid,scopes\n', 'utf16le'), 'keys.csv: UTF-16, where UTF-8 is read'],
    [
      'in UTF-16 without a mark',
      Buffer.from('id,scopes\na,b\n', 'utf16le'),
      'keys.csv:1: a null character: not text in UTF-8',
    ],
    ['in Latin-1', Buffer.from('id,scopes\na,b\nü,c\n', 'latin1'), 'keys.csv:3: not UTF-8'],
    [
      'with one endless line',
      `id,scopes\n${'x'.repeat(longestLine + 1)}`,
      'keys.csv:2: a line longer than 1000000 characters',
    ],
    [
      'with one endless row',
      `id,scopes\na,"${'x\n'.repeat(longestLine)}"`,
      'keys.csv:2: a row longer than 1000000 characters, or a quote that is not closed',
    ],
  ])('is refused %s', async (_, content, message, options) => {
    expect(await refusal(content, options)).toBe(message);
  });

  test('is refused where it cannot be read', async () => {
    const read = async (file: string) => {
      for await (const _ of readKeys({ file, stored: 'list' })) throw new Error('there is nothing to read');
    };
    await expect(read(join(folder, 'nope.csv'))).rejects.toThrow(/nope\.csv: no such file$/);
    await expect(read(folder)).rejects.toThrow(/: a folder, not a file$/);
    const whole = gzipSync('id,scopes\na,b\n');
    expect(await refusal(whole.subarray(0, -12), {}, 'cut.gz')).toBe(
      'cut.gz: the compressed data is cut off',
    );
    expect(await refusal('id,scopes\n', {}, 'plain.gz')).toBe('plain.gz: not compressed by gzip, or damaged');
  });

  test('in memory that does not grow with it', async () => {
    const file = join(folder, 'large.csv');
    writeFileSync(file, `id,scopes\n${'k_1,tags:read tags:write contacts:read\n'.repeat(1_500_000)}`);
    let most = 0;
    let count = 0;
    const before = process.memoryUsage().rss;
    for await (const batch of readKeys({ file, stored: 'list' })) {
      count += batch.length;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect(count).toBe(1_500_000);
    expect(most).toBeLessThan(200_000_000);
  });
});

describe('a table of keys in JSON Lines', () => {
  test('with keys that are numbers, and nested columns', async () => {
    const options = { keyColumn: 'key.id', scopesColumn: 'key.scopes' };
    expect(await keysIn('{"key":{"id":7,"scopes":["a"]}}', options, 'keys.jsonl')).toEqual([
      { key: '7', scopes: 'a' },
    ]);
  });

  test.each([
    ['cut off', '{"id":"a","scopes":"b"}\n{"id":"c","sco', 'keys.jsonl:2: not JSON'],
    [
      'one array',
      '[{"id":"a","scopes":"b"}]',
      'keys.jsonl:1: not a JSON object: write one object a line, as jq -c .[] does',
    ],
    [
      'one array on many lines',
      '[\n{"id":"a","scopes":"b"}\n]',
      'keys.jsonl:1: not JSON: write one object a line, as jq -c .[] does',
    ],
    ['without scopes', '{"id":"a"}', 'keys.jsonl:1: no column scopes or scope: name it with --scopes-column'],
    ['without an id', '{"id":null,"scopes":"b"}', 'keys.jsonl:1: a key without an id'],
    [
      'with an id that is no text',
      '{"id":{},"scopes":"b"}',
      'keys.jsonl:1: a key whose id is neither a text nor a whole number below 2^53',
    ],
    [
      'with an id that JSON rounds',
      '{"id":9007199254740993,"scopes":"b"}',
      'keys.jsonl:1: a key whose id is neither a text nor a whole number below 2^53',
    ],
    [
      'with half of a surrogate pair in an id',
      '{"id":"k\\ud83d\\ude00","scopes":"b"}\n{"id":"k\\ud800","scopes":"b"}',
      'keys.jsonl:2: a key whose id has half of a surrogate pair',
    ],
    ['with scopes that are no text', '{"id":"a","scopes":[1]}', 'keys.jsonl:1: a scope that is no text'],
    [
      'with scopes that are a number',
      '{"id":"a","scopes":1}',
      'keys.jsonl:1: scopes that are no text and no list',
    ],
    [
      'that would reach a prototype',
      '{"id":"a","__proto__":{"scopes":"b"}}',
      'keys.jsonl:1: no column scopes or scope: name it with --scopes-column',
    ],
  ])('is refused %s', async (_, content, message) => {
    expect(await refusal(content, {}, 'keys.jsonl')).toBe(message);
  });
});

describe('stored scopes', () => {
  const read = async (stored: StoredForm, text: string) => {
    const [key] = await keysIn(JSON.stringify({ id: 'a', scopes: text }), { stored }, 'keys.jsonl');
    return key?.scopes;
  };

  test.each<[StoredForm, string, string | string[]]>([
    ['list', 'a  b\tc', 'a  b\tc'],
    ['json', '["a","b"]', 'a b'],
    ['json', '[]', ''],
    ['comma', 'a, b,,c', 'a b c'],
    ['array', '{a,b}', 'a b'],
    ['array', '{}', ''],
    ['array', '{"a",b,"c\\"d"}', 'a b c"d'],
    // One element is one scope, whatever it holds.
    ['json', '["a b"]', ['a b']],
    ['json', '["a",""]', ['a', '']],
    ['comma', 'a b,c', ['a b', 'c']],
    ['array', '{"a b",c}', ['a b', 'c']],
  ])('as %s: %s', async (stored, text, scopes) => {
    expect(await read(stored, text)).toEqual(scopes);
  });

  test.each<[StoredForm, string]>([
    ['json', 'a b'],
    ['json', '{"a":1}'],
    ['json', '["a"'],
    ['json', '[["a"]]'],
    ['array', 'a,b'],
    ['array', '{a,NULL}'],
    ['array', '{a,{b}}'],
    ['array', '{a,"b}'],
    ['array', '{a,}'],
    ['array', '{a b}'],
  ])('as %s, which is wrong: %s', async (stored, text) => {
    await expect(read(stored, text)).rejects.toThrow(
      /^.*keys\.jsonl:1: (scopes that are no|a scope that is no)/,
    );
  });
});

describe('points in time', () => {
  test.each<[unknown, string]>([
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-05-01 10:20', '2024-05-01T10:20:00.000Z'],
    ['2024-05-01 10:20:30.123456+02', '2024-05-01T08:20:30.123Z'],
    ['2024-05-01T10:20:30Z', '2024-05-01T10:20:30.000Z'],
    ['2024-05-01 10:20:30 UTC', '2024-05-01T10:20:30.000Z'],
    ['2024-05-01T10:20:30+0530', '2024-05-01T04:50:30.000Z'],
    ['2024-05-01T10:20:30-05:30', '2024-05-01T15:50:30.000Z'],
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ['20240601', '2024-06-01T00:00:00.000Z'],
    [20240601, '2024-06-01T00:00:00.000Z'],
    [1714557600, '2024-05-01T10:00:00.000Z'],
    [1714557600.5, '2024-05-01T10:00:00.500Z'],
    ['1714557600123', '2024-05-01T10:00:00.123Z'],
    ['1714557600123456789', '2024-05-01T10:00:00.123Z'],
  ])('%s', (value, expected) => {
    expect(readTime(value)?.toISOString()).toBe(expected);
  });

  test.each([
    '',
    'soon',
    '2024-13-01',
    '2024-02-32',
    '20241301',
    '20240231',
    '2024-5-1',
    '10/Foo/2000:13:55:36 -0700',
    '2024-05-01T25:00',
    true,
    {},
  ])('%s is none', (value) => {
    expect(readTime(value)).toBeUndefined();
  });

  test('the begin of a window', () => {
    const now = new Date('2024-05-01T00:00:00Z');
    expect(readSince('90d', now)).toEqual(new Date('2024-02-01T00:00:00Z'));
    expect(readSince('36h', now)).toEqual(new Date('2024-04-29T12:00:00Z'));
    expect(readSince('2w', now)).toEqual(new Date('2024-04-17T00:00:00Z'));
    expect(readSince('2024-01-31', now)).toEqual(new Date('2024-01-31T00:00:00Z'));
    for (const wrong of ['90', 'd', '-1d', '90 days', '1714557600', ''])
      expect(readSince(wrong, now)).toBeUndefined();
  });
});
