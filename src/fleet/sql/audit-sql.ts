import { copyStringList } from '../../internal/input.js';
import type { AnyRouteTable } from '../../routes/route-table.js';
import { readDialect, type SqlDialect } from './dialect.js';
import { selectFindings } from './findings.js';
import { prefix, referenceTables, selectReference } from './reference.js';
import { type CallTable, type KeyTable, readOptions, selectCalls, selectStored } from './sources.js';

/** What {@link auditSql} is told. */
export interface AuditSqlOptions {
  readonly dialect: SqlDialect;
  readonly tables?: { readonly keys?: KeyTable; readonly calls?: CallTable };
  /** Scopes and patterns that are never excess: those for calls that are in no log, for example. */
  readonly neverNarrowed?: readonly string[];
}

/** What {@link auditSql} gives: statements without a semicolon at the end. */
export interface AuditSql {
  /** One query that gives the findings. It needs nothing but the tables of keys and calls. */
  readonly query: string;
  /** The statements that make the tables of the API, for as long as the session lasts. */
  readonly create: readonly string[];
  /** The same query over these tables, which is short. */
  readonly findings: string;
  /** The statements that drop these tables. */
  readonly drop: readonly string[];
}

/**
 * Writes the audit of all stored keys as one query.
 *
 * A row of its result is a finding: `finding`, `key`, `scope`, `route`.
 *
 * | finding | says |
 * | --- | --- |
 * | `missing` | the key called the route, and lacks the scope for its nearest alternative |
 * | `excess` | the key has the scope, and none of the routes that it called needs it |
 * | `redundant` | another scope of the key implies this one |
 * | `unknown` | the stored name is no scope, and grants nothing |
 * | `deprecated` | the stored name is an old one; its new names are what is judged |
 * | `restricted` | the key holds a scope that is not meant for outside integrations |
 * | `unmatched` | the key made a call that no route is for: method and path, in place of the route |
 * | `undecided` | SQL cannot tell which route the call is for; nothing is `excess` for that key |
 *
 * `missing`, `excess` and `redundant` are those that {@link audit} finds. A key of the calls that is not stored has no
 * scopes.
 *
 * @throws TypeError for a wrong option, and for a name that cannot be quoted.
 *
 * @example
 * ```ts
 * import { defineRoutes, defineScopes } from 'scopeproof';
 * import { auditSql } from 'scopeproof/fleet';
 *
 * const atender = defineScopes('atender', { surfaces: { tags: ['read', 'write'] } });
 * const api = defineRoutes(atender, { 'GET /tags': 'tags:read', 'POST /tags': 'tags:write' });
 *
 * const { query } = auditSql(api, {
 *   dialect: 'postgres',
 *   tables: {
 *     keys: { table: 'api_keys', key: 'id', scopes: 'scopes', stored: 'array' },
 *     calls: { table: ['logs', 'requests'], key: 'key_id', status: 'status' },
 *   },
 * });
 * ```
 */
export function auditSql(api: AnyRouteTable, options: AuditSqlOptions): AuditSql;
export function auditSql(api: { readonly vocabulary: unknown }, options: unknown): AuditSql {
  const given = readOptions(options, 'options', ['dialect', 'tables', 'neverNarrowed']);
  const { keys, calls } = readOptions(given.tables, 'tables', ['keys', 'calls']);
  const dialect = readDialect(given.dialect);
  const kept = copyStringList(given.neverNarrowed === undefined ? [] : given.neverNarrowed, 'neverNarrowed');
  const reference = referenceTables(api, kept);
  const stored = selectStored(dialect, given.dialect as SqlDialect, keys);
  const called = selectCalls(dialect, calls);
  const selects = reference.map((table) => [table.name, selectReference(dialect, table)] as const);
  return Object.freeze({
    query: selectFindings(dialect, selects, stored, called),
    create: Object.freeze(
      selects.map(([name, select]) => `${dialect.create} ${dialect.name(prefix + name)} as ${select}`),
    ),
    findings: selectFindings(dialect, [], stored, called),
    drop: Object.freeze(selects.map(([name]) => `${dialect.drop} ${dialect.name(prefix + name)}`)),
  });
}
