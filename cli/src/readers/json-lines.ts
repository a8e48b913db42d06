import { fail } from '../failure.js';
import type { TextSource } from './lines.js';
import { noColumn, type TextTableReader } from './table.js';

/** An object of JSON, with the number of its line. */
export interface JsonLine {
  readonly line: number;
  readonly value: object;
}

/**
 * Reads a file with one JSON object a line. Empty lines are skipped.
 *
 * @throws Failure for a line that is no JSON object, as the last line of a cut-off file is none.
 */
export async function* readJsonLines({
  name,
  lines: blocks,
}: TextSource): AsyncGenerator<readonly JsonLine[]> {
  for await (const { first, lines } of blocks) {
    const objects: JsonLine[] = [];
    for (const [at, text] of lines.entries())
      if (text.trim() !== '') objects.push({ line: first + at, value: parse(text, `${name}:${first + at}`) });
    yield objects;
  }
}

// The parser's own message quotes the line.
function parse(text: string, place: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const isList = text.trim() === '[';
    return fail(`${place}: not JSON${isList ? ': write one object a line, as jq -c .[] does' : ''}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(`${place}: not a JSON object: write one object a line, as jq -c .[] does`);
  return value;
}

/** Reads a field of an object, by its name or by a path such as `request.method`. */
export function fieldOf(value: object, name: string): unknown {
  if (Object.hasOwn(value, name)) return Reflect.get(value, name);
  let inner: unknown = value;
  for (const part of name.split('.')) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return undefined;
    inner = Reflect.get(inner, part);
  }
  return inner;
}

/** Reads the first of some fields that an object has. */
export function firstField(value: object, names: readonly string[]): unknown {
  for (const name of names) {
    const found = fieldOf(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Reads the columns of a table from a file with one JSON object a line. */
export const jsonLinesReader: TextTableReader = async function* (text, columns) {
  for await (const objects of readJsonLines(text))
    yield objects.map(({ line, value }) => ({
      line,
      values: columns.map((column) => {
        const found = firstField(value, column.names);
        return found === undefined && column.required
          ? fail(noColumn(`${text.name}:${line}`, column))
          : found;
      }),
    }));
};
