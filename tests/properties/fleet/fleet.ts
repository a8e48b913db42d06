/** `scopeproof/fleet` as a caller without types sees it. */

import type { Finding } from 'scopeproof/fleet';
import * as library from 'scopeproof/fleet';
import type { UntypedApi, UntypedKey } from '../../support/untyped.js';

interface Row {
  readonly key: string;
  readonly scopes: string | Iterable<string>;
  readonly createdAt?: Date;
}
interface Version {
  readonly api: UntypedApi;
  readonly keys?: readonly UntypedKey[];
}

export interface UntypedFleet {
  diffAccess(before: Version, after: Version, stored?: Iterable<Row>): Iterable<Finding>;
  migrationOf(
    before: Version,
    after: Version,
  ): {
    rewrite(scopes: string | Iterable<string>): readonly string[] | 'none' | 'undecided';
  };
  createAuditor(
    api: UntypedApi,
    options?: object,
  ): { findings(key: Row, routes: Iterable<string>): readonly Finding[] };
}

export const fleet = library as unknown as UntypedFleet;
