import { throwTypeError } from '../errors.js';

/** A name of a list of scopes. */
export interface ListedName {
  readonly name: string;
  /** What it stands for. */
  readonly scopes: readonly string[];
  readonly says: { readonly title?: string; readonly description?: string; readonly restricted?: boolean };
}

const targets: readonly unknown[] = ['draft-2020-12', 'draft-07', 'openapi-3.0'];

/** Writes the JSON Schema of a list of names. It is the same for each target, which all know these keywords. */
export const jsonSchemaOf = (
  names: Iterable<ListedName>,
  withText: boolean,
  target: unknown,
): Record<string, unknown> => {
  if (!targets.includes(target))
    throwTypeError(`target: not one of ${targets.join(', ')}: ${String(target)}`);
  const listed = [...names];
  const description = listed.flatMap(lineFor).join('\n');
  const known = listed.map(({ name }) => name);
  const list = {
    type: 'array',
    items: { type: 'string', enum: known, ...(description !== '' && { description }) },
  };
  if (!withText) return list;
  const text = { type: 'string', pattern: patternOf(known) };
  return { anyOf: [list, { ...text, description: 'Scopes with white space between them.' }] };
};

/**
 * Writes a regular expression of all texts that have these names alone, with white space of ASCII between them. Each
 * name ends where white space or the end is, so that there is one way to match a text, and the time grows with its length.
 */
const patternOf = (names: readonly string[]): string => {
  // The characters of the syntax: to escape another is an error where the expression is read as Unicode.
  const escaped = names.map((name) => name.replace(/[$()*+./?[\\\]^{|}]/g, '\\$&'));
  return `^[\\t-\\r ]*(?:(?:${escaped.join('|')})(?:[\\t-\\r ]+|$))*$`;
};

/** Writes what is said of a name as an item of a Markdown list. */
const lineFor = ({ name, says: { title, description, restricted } }: ListedName): readonly string[] => {
  const said = [title, description].filter((text) => text !== undefined && text !== '').join(' – ');
  const all = `${said}${restricted ? ' (restricted)' : ''}`.trim();
  return all === '' ? [] : [`- \`${name}\`: ${all.replace(/\s*\n\s*/g, ' ')}`];
};
