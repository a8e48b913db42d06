import { databaseOf } from '../databases/address.js';
import { readQuery } from '../databases/query.js';
import { fail } from '../failure.js';
import { csvReader } from './csv.js';
import { jsonLinesReader } from './json-lines.js';
import { readKeyId } from './key-id.js';
import { nameOf, openText, type TextSource } from './lines.js';
import { isParquet, readParquet } from './parquet.js';
import { readStored, type StoredForm, type StoredScopes } from './stored.js';
import { type Column, rowPlaces, type Table } from './table.js';
import { readTime } from './time.js';

/** A row of the table of keys. */
export interface StoredKey {
  /** The id of the key, never its secret. */
  readonly key: string;
  readonly scopes: StoredScopes;
  /** What the column holds, where the scopes are separated by commas. */
  readonly text?: string;
  readonly createdAt?: Date;
}

export const keyFormats = ['csv', 'jsonl', 'parquet'] as const;

/** Where the keys are, and in which columns. */
export interface KeyTable {
  /** A file, `-` for standard input, or the address of a database. */
  readonly file: string;
  /** What to read from a database. */
  readonly query?: string;
  readonly format?: (typeof keyFormats)[number];
  readonly keyColumn?: string;
  readonly scopesColumn?: string;
  readonly createdColumn?: string;
  readonly stored: StoredForm;
  /** Whether scopes that are a list are refused where `stored` says that they are a text. */
  readonly strictly?: boolean;
}

/**
 * Reads the keys of a table, in constant memory.
 *
 * @throws Failure with the line of what is wrong: a key without an id, scopes in another form, a date that is none.
 */
export async function* readKeys(table: KeyTable): AsyncGenerator<readonly StoredKey[]> {
  const { rows, placeOf } = await openTable(table);
  const keyOf = keyReader(table.stored, placeOf, table.strictly);
  for await (const batch of rows) yield batch.map(({ line, values }) => keyOf(values, line));
}

/** Makes what reads a key from the values of {@link keyColumns}. */
export const keyReader =
  (form: StoredForm, placeOf: Table['placeOf'], strictly = false) =>
  ([key, scopes, created]: readonly unknown[], line: number): StoredKey => {
    const wrong = (what: string) => fail(`${placeOf(line)}: ${what}`);
    if (strictly && Array.isArray(scopes) && (form === 'list' || form === 'comma'))
      wrong('scopes as a list: say --stored array, or --stored json');
    const stored = readStored(scopes, form);
    const row = {
      key: readKeyId(key, wrong) ?? wrong('a key without an id'),
      scopes: 'wrong' in stored ? wrong(stored.wrong) : stored.scopes,
      ...(form === 'comma' && typeof scopes === 'string' && { text: scopes }),
    };
    if (created === undefined || created === null || created === '') return row;
    return { ...row, createdAt: readTime(created) ?? wrong('a time of creation that is no date') };
  };

async function openTable(table: KeyTable): Promise<Table> {
  const { file, query, format } = table;
  const columns = keyColumns(table);
  const database = databaseOf(file);
  if (database)
    return {
      rows: readQuery(database, query, '--keys-query', columns),
      placeOf: rowPlaces(database.name),
    };
  if (query !== undefined) return fail(`${nameOf(file)}: --keys-query is for a database`);
  if (await isParquet(file, format))
    return { rows: readParquet(file, columns), placeOf: rowPlaces(nameOf(file)) };
  const text = await openText(file);
  const reader = (format ?? formatOf(text)) === 'csv' ? csvReader : jsonLinesReader;
  return { rows: reader(text, columns), placeOf: (line) => `${text.name}:${line}` };
}

/** The columns of a table of keys: their id, scopes, and creation. */
export const keyColumns = ({ keyColumn, scopesColumn, createdColumn }: KeyTable): Column[] => [
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
