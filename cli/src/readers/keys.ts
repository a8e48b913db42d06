import { fail } from '../failure.js';
import { csvReader } from './csv.js';
import { jsonLinesReader } from './json-lines.js';
import { openText, type TextSource } from './lines.js';
import { readStored, type StoredForm, type StoredScopes } from './stored.js';
import type { Column } from './table.js';
import { readTime } from './time.js';

/** A row of the table of keys. */
export interface StoredKey {
  /** The id of the key, never its secret. */
  readonly key: string;
  readonly scopes: StoredScopes;
  /** What the column holds, where it is a text. */
  readonly text?: string;
  readonly createdAt?: Date;
}

/** Where the keys are, and in which columns. */
export interface KeyTable {
  readonly file: string;
  readonly format?: 'csv' | 'jsonl';
  readonly keyColumn?: string;
  readonly scopesColumn?: string;
  readonly createdColumn?: string;
  readonly stored: StoredForm;
}

/**
 * Reads the keys of a table, in constant memory.
 *
 * @throws Failure with the line of what is wrong: a key without an id, scopes in another form, a date that is none.
 */
export async function* readKeys(table: KeyTable): AsyncGenerator<readonly StoredKey[]> {
  const text = await openText(table.file);
  const { name } = text;
  const reader = (table.format ?? formatOf(text)) === 'csv' ? csvReader : jsonLinesReader;
  for await (const rows of reader(text, columnsOf(table)))
    yield rows.map(({ line, values: [key, scopes, created] }) => {
      const wrong = (what: string) => fail(`${name}:${line}: ${what}`);
      const stored = readStored(scopes, table.stored);
      const row = {
        key:
          typeof key === 'string' || Number.isSafeInteger(key) ? String(key) : wrong('a key without an id'),
        scopes: 'wrong' in stored ? wrong(stored.wrong) : stored.scopes,
        ...(typeof scopes === 'string' && { text: scopes }),
      };
      if (row.key === '') wrong('a key without an id');
      if (created === undefined || created === null || created === '') return row;
      return { ...row, createdAt: readTime(created) ?? wrong('a time of creation that is no date') };
    });
}

const columnsOf = ({ keyColumn, scopesColumn, createdColumn }: KeyTable): Column[] => [
  { names: keyColumn ? [keyColumn] : ['id', 'key_id', 'key'], required: true, option: '--key-column' },
  { names: scopesColumn ? [scopesColumn] : ['scopes', 'scope'], required: true, option: '--scopes-column' },
  {
    names: createdColumn ? [createdColumn] : ['created_at', 'createdAt', 'created'],
    required: createdColumn !== undefined,
    option: '--created-column',
  },
];

/** Tells the format of a table by its start. A CSV names its columns there. */
const formatOf = ({ start }: TextSource): 'csv' | 'jsonl' => (/^\s*[{[]/.test(start) ? 'jsonl' : 'csv');
