import { describe, expect, test } from 'vitest';
import * as quotes from './quote.js';

const { standard, postgres, mysql, bigquery, clickhouse, spark, snowflake } = quotes;

describe('names', () => {
  test.each([
    [standard, '"a""b`c\'d\\e"'],
    [postgres, '"a""b`c\'d\\e"'],
    [snowflake, '"a""b`c\'d\\e"'],
    [mysql, '`a"b``c\'d\\e`'],
    [spark, '`a"b``c\'d\\e`'],
    [bigquery, '`a"b\\`c\'d\\\\e`'],
    [clickhouse, '`a"b\\`c\'d\\\\e`'],
  ])('%#: no mark ends the name', ({ name }, quoted) => {
    expect(name('a"b`c\'d\\e')).toBe(quoted);
  });
});

describe('texts', () => {
  const text = `it's "x" \\n`;
  test.each([
    [standard, `'it''s "x" \\n'`],
    [postgres, `E'it''s "x" \\\\n'`],
    [snowflake, `'it''s "x" \\\\n'`],
    [mysql, "convert(x'6974277320227822205c6e' using utf8mb4)"],
    [spark, `'it\\'s "x" \\\\n'`],
    [bigquery, `'it\\'s "x" \\\\n'`],
    [clickhouse, `'it\\'s "x" \\\\n'`],
  ])('%#: no mark ends the text', (quote, quoted) => {
    expect(quote.text(text)).toBe(quoted);
  });

  test.each([standard, postgres, mysql])('%#: a backslash alone makes a text longer', (quote) => {
    expect(quote.text("it's")).toBe("'it''s'");
  });

  test('of MySQL with a backslash are their bytes', () => {
    expect(mysql.text('é\\\n')).toBe("convert(x'c3a95c0a' using utf8mb4)");
  });

  test('of BigQuery stand on one line', () => {
    expect(bigquery.text('a\r\nb')).toBe("'a\\r\\nb'");
  });

  test('of Spark hold nothing that it replaces', () => {
    expect(spark.text(`\${env:HOME}$x`)).toBe("'\\u0024{env:HOME}$x'");
    expect(() => spark.name(`\${x}`)).toThrow('a name that Spark cannot read');
  });
});

describe.each(Object.entries(quotes))('%s refuses', (_, { name, text }) => {
  test('an empty name', () => {
    expect(() => name('')).toThrow(new TypeError('an empty name'));
    expect(text('')).toBe("''");
  });
  test.each([undefined, null, 7, ['a']])('%j', (value) => {
    expect(() => name(value as never)).toThrow(new TypeError('a name is a string'));
    expect(() => text(value as never)).toThrow(new TypeError('a text is a string'));
  });
  test('what no database can hold', () => {
    expect(() => name('a\0')).toThrow('a name holds the character NUL');
    expect(() => text('a\0')).toThrow('a text holds the character NUL');
    expect(() => text('\ud800')).toThrow('a text holds half a surrogate pair');
    expect(text('😀')).toBe("'😀'");
  });
});
