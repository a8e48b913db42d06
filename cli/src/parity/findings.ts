import { fingerprint } from '../../../src/fleet/finding.js';
import type { Position } from '../openapi/node.js';

/** What is found where the places that state an API's access do not agree. */
export const agreementKinds = [
  'unlisted',
  'unhandled',
  'unguarded',
  'misplaced',
  'undocumented',
  'mismatch',
  'orphan',
  'dropped',
  'stale',
] as const;
export type AgreementKind = (typeof agreementKinds)[number];

/** A finding about two places that do not agree. */
export interface AgreementFinding {
  readonly kind: AgreementKind;
  readonly message: string;
  readonly route?: string;
  readonly scopes?: readonly string[];
  readonly position?: Position;
  /** The same text for the same finding in every run. */
  readonly fingerprint: string;
}

/** Makes a finding. `about` tells it from others of its kind. */
export const agreementFinding = (
  found: Omit<AgreementFinding, 'fingerprint'>,
  ...about: readonly string[]
): AgreementFinding => ({ ...found, fingerprint: fingerprint([found.kind, ...about]) });
