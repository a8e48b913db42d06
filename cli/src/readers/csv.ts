import { fail } from '../failure.js';
import { counted } from '../words.js';
import { longestLine, type TextSource } from './lines.js';
import { placesOf, type Row, type TextTableReader } from './table.js';

/**
 * Reads the columns of CSV, as in RFC 4180: the first row names the columns, and a field in double quotes may hold
 * delimiters, line ends, and doubled quotes. The delimiter is a comma, a tab or a semicolon, whichever the first row has.
 *
 * @throws Failure for a row with more or fewer fields than the first, which is how a cut-off file ends; for a quote that
 * is not closed; for a column that is missing, or there twice.
 */
export const csvReader: TextTableReader = async function* (text, columns) {
  const { name } = text;
  const delimiter = delimiterOf(text.start);
  let places: readonly number[] | undefined;
  let width = 0;
  for await (const records of readRecords(text)) {
    const rows: Row[] = [];
    for (const record of records) {
      const place = `${name}:${record.line}`;
      const fields =
        fieldsOf(record.text, delimiter) ?? fail(`${place}: a quote that does not enclose a field`);
      if (places === undefined) {
        width = fields.length;
        places = placesOf(
          name,
          fields.map((title) => title.trim()),
          columns,
        );
      } else if (fields.length === width) {
        rows.push({ line: record.line, values: places.map((at) => fields[at]) });
      } else {
        fail(`${place}: ${counted(fields.length, 'field')}, where the first row has ${width}`);
      }
    }
    yield rows;
  }
  if (places === undefined) fail(`${name}: empty`);
};

/** Tells which of the delimiters in use a header has. */
const delimiterOf = (header: string): string =>
  header.includes(',') ? ',' : (['\t', ';'].find((delimiter) => header.includes(delimiter)) ?? ',');

interface CsvRecord {
  readonly line: number;
  readonly text: string;
}

// The strict parser on npm, csv-parse, takes ten times as long for a million rows. Faster ones read a quote inside a
// field, and do not bound a row.

/** Joins the lines of records that span several: those of which the quotes are an odd number so far. */
async function* readRecords({ name, lines: blocks }: TextSource): AsyncGenerator<readonly CsvRecord[]> {
  let open: { readonly line: number; readonly lines: string[]; length: number } | undefined;
  for await (const { first, lines, returned } of blocks) {
    const records: CsvRecord[] = [];
    for (const [at, text] of lines.entries()) {
      const closes = hasOddQuotes(text);
      // Inside quotes a line end is a part of the field.
      const kept = returned.has(at) ? `${text}\r` : text;
      if (open === undefined) {
        if (closes) open = { line: first + at, lines: [kept], length: text.length };
        else if (text !== '') records.push({ line: first + at, text });
        continue;
      }
      open.lines.push(closes ? text : kept);
      open.length += text.length + 1;
      if (closes) {
        records.push({ line: open.line, text: open.lines.join('\n') });
        open = undefined;
      } else if (open.length > longestLine) {
        fail(
          `${name}:${open.line}: a row longer than ${longestLine} characters, or a quote that is not closed`,
        );
      }
    }
    yield records;
  }
  if (open !== undefined) fail(`${name}:${open.line}: a quote that is not closed: the file is cut off`);
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** Splits a record into its fields; gives nothing where a quote stands in the wrong place. */
function fieldsOf(text: string, delimiter: string): string[] | undefined {
  if (!text.includes('"')) return text.split(delimiter);
  const fields: string[] = [];
  for (let start = 0; ; ) {
    let end = text.indexOf(delimiter, start);
    if (text[start] === '"') {
      const closing = closingQuote(text, start);
      fields.push(text.slice(start + 1, closing).replaceAll('""', '"'));
      end = closing + 1;
      if (end === text.length) return fields;
      if (text[end] !== delimiter) return undefined;
    } else {
      const field = text.slice(start, end < 0 ? text.length : end);
      if (field.includes('"')) return undefined;
      fields.push(field);
      if (end < 0) return fields;
    }
    start = end + 1;
  }
}

/** Finds the quote that closes a field. There is one: the quotes of a record are an even number. */
function closingQuote(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at < 0 ? text.length : at;
}
