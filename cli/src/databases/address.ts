/** A database that is named in place of a file. */
export interface DatabaseAddress {
  readonly kind: 'postgres' | 'mysql' | 'sqlite';
  /** Names it in messages. An address may hold a password, so this is no part of it, except for the file of SQLite. */
  readonly name: string;
  /** The address as it was written; of SQLite, the file. */
  readonly address: string;
}

/**
 * Tells whether a text is the address of a database: `postgres://…`, `mysql://…`, or `sqlite:<file>`. `postgres:` alone
 * leaves all to the variables of the environment, such as PGHOST.
 */
export function databaseOf(text: string): DatabaseAddress | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/is.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
      return { kind: 'postgres', name: 'PostgreSQL', address: text };
    case 'mysql':
    case 'mariadb':
      return { kind: 'mysql', name: 'MySQL', address: `mysql:${rest}` };
    case 'sqlite':
      return { kind: 'sqlite', name: rest, address: rest };
    default:
      return undefined;
  }
}
