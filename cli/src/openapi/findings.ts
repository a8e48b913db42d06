import { fingerprint } from '../../../src/fleet/finding.js';
import { type Node, type Position, positionOf } from './node.js';

/** What is found in a document. */
export const documentKinds = [
  'undeclared',
  'unused',
  'twice',
  'alternatives',
  'together',
  'refused',
  'renamed',
  'unsecured',
  'scheme',
  'server',
  'loosened',
  'proposal',
] as const;
/** What is found where a route table is written into a document. */
export const exportKinds = ['unlisted', 'undocumented', 'unchanged', 'stale'] as const;
/** What is no fault of a document: what is proposed, and what was asked for. */
export const notes: ReadonlySet<DocumentKind> = new Set(['loosened', 'proposal']);

export type DocumentKind = (typeof documentKinds)[number];
export type ExportKind = (typeof exportKinds)[number];

/** A finding about a document, with its place. */
export interface DocumentFinding {
  readonly kind: DocumentKind | ExportKind;
  /** The operation, as the document has it: `GET /contacts/{id}`. */
  readonly operation?: string;
  readonly scopes?: readonly string[];
  /** One sentence for people. */
  readonly message: string;
  readonly position: Position;
  /** The same text for the same finding in every run. */
  readonly fingerprint: string;
}

/**
 * Makes a finding. Its fingerprint has no line, so that it stays when the document grows.
 *
 * @param position where it is, for who knows it already.
 */
export function findingAt(
  node: Node,
  { kind, operation, scopes = [], message }: Omit<DocumentFinding, 'position' | 'fingerprint'>,
  position = positionOf(node),
): DocumentFinding {
  return {
    kind,
    ...(operation !== undefined && { operation }),
    ...(scopes.length > 0 && { scopes }),
    message,
    position,
    fingerprint: fingerprint([kind, ...(operation === undefined ? [] : [operation]), ...scopes]),
  };
}
