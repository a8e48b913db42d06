import type { SqlDialect, StoredAs } from '../../../src/fleet/sql/index.js';

/** A row of the result of a query. */
export type Row = { readonly [column: string]: unknown };

/** A table of keys with all columns that the database can have for scopes, and one of calls. */
export interface Content {
  readonly keys: readonly {
    readonly key: string;
    readonly names: readonly string[];
    readonly text: string;
  }[];
  readonly calls: readonly {
    readonly key: string | null;
    readonly method: string;
    readonly path: string;
    readonly route: string;
    readonly status: number;
  }[];
}

/** A database. The names of its tables and columns need quotes. */
export interface Engine {
  readonly dialect: SqlDialect;
  /** The kinds of columns that it has. */
  readonly stored: readonly StoredAs[];
  /** Replaces the content of the tables `the keys`, `one scope` and `the calls`. */
  readonly fill: (content: Content) => Promise<void>;
  readonly run: (statement: string) => Promise<void>;
  readonly query: (statement: string) => Promise<readonly Row[]>;
  /** Reads the column of scopes of a kind, as text or as a list, in the order of the keys. */
  readonly readScopes: (stored: StoredAs) => Promise<readonly (readonly [key: unknown, scopes: unknown])[]>;
  readonly close: () => Promise<void>;
}

/** Reads a column of scopes by a query whose names are quoted by double quotes. */
export const scopesReader =
  (
    query: Engine['query'],
    quote = '"',
    listOf: (value: unknown) => unknown = JSON.parse as never,
  ): Engine['readScopes'] =>
  async (stored) => {
    const select = `select "key", "as ${stored}" as "scopes" from "the keys" order by "key"`;
    const rows = await query(select.replaceAll('"', quote));
    return rows.map(({ key, scopes }) => [
      key,
      stored === 'text' || typeof scopes !== 'string' ? scopes : listOf(scopes),
    ]);
  };

export const keyTable = (stored: StoredAs) =>
  stored === 'rows'
    ? ({ table: 'one scope', key: 'key', scopes: 'scope', stored } as const)
    : ({ table: 'the keys', key: 'key', scopes: `as ${stored}`, stored } as const);
export const callTable = { table: 'the calls', key: 'key', status: 'status' } as const;
