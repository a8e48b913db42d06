/** How a table stores the scopes of a key. */
export const storedForms = ['list', 'json', 'comma', 'array'] as const;
export type StoredForm = (typeof storedForms)[number];

/** Scopes as the library reads them: a text with spaces between them, or a list where an element is no scope. */
export type StoredScopes = string | readonly string[];

/**
 * Reads the stored scopes of a key. A list keeps its elements as they are: a blank inside one must not make it two
 * scopes.
 *
 * @param form `list` for `contacts:read tags:read`, `json` for `["contacts:read","tags:read"]`, `comma` for
 * `contacts:read,tags:read`, `array` for PostgreSQL's `{contacts:read,tags:read}`.
 * @returns the scopes, or the words that say what is wrong.
 */
export function readStored(value: unknown, form: StoredForm): { scopes: StoredScopes } | { wrong: string } {
  if (value === null || value === '') return { scopes: '' };
  if (Array.isArray(value)) return listOf(value);
  if (typeof value !== 'string') return { wrong: 'scopes that are no text and no list' };
  switch (form) {
    case 'list':
      return wronglyList(value) ?? { scopes: value };
    case 'comma':
      return joined(
        value
          .split(',')
          .map((item) => item.trim())
          .filter((item) => item !== ''),
      );
    case 'array':
      return arrayOf(value);
    case 'json':
      return jsonOf(value);
  }
}

/** A scope has no double quote (RFC 6749 §3.3), so these are lists of another form. */
function wronglyList(text: string): { wrong: string } | undefined {
  if (/^\s*\[\s*("|\])/.test(text)) return { wrong: 'scopes as JSON: say --stored json' };
  return /^\s*\{.*\}\s*$/.test(text)
    ? { wrong: 'scopes as an array of PostgreSQL: say --stored array' }
    : undefined;
}

function jsonOf(text: string) {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return listOf(value);
  } catch {
    // Told below, without the text.
  }
  return { wrong: 'scopes that are no JSON array' };
}

const listOf = (items: readonly unknown[]) =>
  items.every((item) => typeof item === 'string') ? joined(items) : { wrong: 'a scope that is no text' };

/** Joins scopes, so that equal lists are equal texts, unless an element would not come back as it was. */
const joined = (items: readonly string[]) => ({
  scopes: items.some((item) => item === '' || /\s/.test(item)) ? items : items.join(' '),
});

/** Reads an array of PostgreSQL: `{a,"b c",NULL}`. */
function arrayOf(text: string) {
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(text) ?? [];
  if (inner === undefined) return { wrong: 'scopes that are no array of PostgreSQL' };
  if (inner === '') return { scopes: '' };
  const item = /\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"{}\\]+))\s*(,|$)/sy;
  const items: string[] = [];
  for (let more = true; more; ) {
    const [, quoted, plain, end] = item.exec(inner) ?? [];
    if (end === undefined || plain?.toUpperCase() === 'NULL')
      return { wrong: 'scopes that are no array of PostgreSQL' };
    items.push(quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/gs, '$1'));
    more = end === ',';
  }
  return joined(items);
}
