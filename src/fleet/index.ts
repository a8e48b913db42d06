/** Answers for all keys that are stored, in the order in which one comes to need them. */

// What is stored, and what is found.
export type { FleetKey } from './fleet-key.js';
export { fingerprint } from './finding.js';
export type { Finding, FindingKind, FindingSubject } from './finding.js';

// See what each key uses of what it holds.
export { createCallLog } from './call-log.js';
export type { Call, CallCounts, CalledRoutes, CallLog, CallLogOptions } from './call-log.js';
export { createAuditor } from './auditor.js';
export type { Auditor, AuditorOptions } from './auditor.js';
export { leastForCalls, refusedCalls } from './least-for-calls.js';
export type { LeastForCalls } from './least-for-calls.js';
export { holdersOf } from './holders.js';
export type { HoldersOptions } from './holders.js';

// See what a release changes, and rewrite what is stored.
export { createDiff, diffAccess } from './diff.js';
export type { AccessDiff, Source } from './diff.js';
export { migrationOf } from './migration.js';
export type { Migration, Rewritten } from './migration.js';

// Ask the database in place of reading all keys.
export * from './sql/index.js';
