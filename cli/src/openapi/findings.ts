import { fingerprint } from '../../../src/fleet/finding.js';
import { type Node, type Position, positionOf } from './node.js';

/** What is found in a document. */
export const documentKinds = [
  'undeclared',
  'unused',
  'twice',
  'alternatives',
  'refused',
  'renamed',
  'unsecured',
  'scheme',
  'server',
  'proposal',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A finding about a document, with its place. */
export interface DocumentFinding {
  readonly kind: DocumentKind;
  /** The operation, as the document has it: `GET /contacts/{id}`. */
  readonly operation?: string;
  readonly scopes?: readonly string[];
  /** One sentence for people. */
  readonly message: string;
  readonly position: Position;
  /** The same text for the same finding in every run. */
  readonly fingerprint: string;
}

/** Makes a finding. Its fingerprint has no line, so that it stays when the document grows. */
export function findingAt(
  node: Node,
  { kind, operation, scopes = [], message }: Omit<DocumentFinding, 'position' | 'fingerprint'>,
): DocumentFinding {
  return {
    kind,
    ...(operation !== undefined && { operation }),
    ...(scopes.length > 0 && { scopes }),
    message,
    position: positionOf(node),
    fingerprint: fingerprint([kind, ...(operation === undefined ? [] : [operation]), ...scopes]),
  };
}
