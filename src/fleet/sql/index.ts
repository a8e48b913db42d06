/** The analysis of all stored keys as SQL. */

export type { AuditSql, AuditSqlOptions } from './audit-sql.js';
export { auditSql } from './audit-sql.js';
export type { SqlDialect, StoredAs } from './dialect.js';
export type { MigrationDialect, MigrationSql, MigrationSqlOptions, Rewrite } from './migration-sql.js';
export { migrationSql } from './migration-sql.js';
export type { CallTable, KeyTable, TableName } from './sources.js';
