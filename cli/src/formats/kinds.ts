import type { FindingKind } from '../../../src/fleet/index.js';

/** What `used` finds of a route. */
export type UsedKind = 'unused' | 'untaken' | 'unclear';
export type ReportedKind = FindingKind | UsedKind;

/** What a finding of each kind says, in one sentence. */
export const kindTexts: Readonly<Record<ReportedKind, string>> = {
  gain: 'A key can call a route that it could not call before.',
  new: 'A key can call a new route.',
  loss: 'A key can no longer call a route.',
  removed: 'A key can no longer call a route, which is removed.',
  rename: 'A scope has another name now.',
  undecided: 'The search for a key that changes was given up.',
  missing: 'A key calls a route that its scopes do not cover.',
  excess: 'A key has a scope that no call of it needs.',
  redundant: 'A key has a scope that another of its scopes implies.',
  unknown: 'A key has a name that is no scope, and grants nothing.',
  deprecated: 'A key has an old name of a scope.',
  restricted: 'A key has a scope that is not meant for it.',
  forbidden: 'A key holds what no key may hold.',
  unused: 'A route requires a scope that its code does not take.',
  untaken: 'A route requires scopes, and its code takes none.',
  unclear: 'What the code of a route takes cannot be told.',
};
