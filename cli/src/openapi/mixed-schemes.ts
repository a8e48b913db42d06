import type { OpenApiDocument, Operation } from './document.js';
import { type DocumentFinding, findingAt } from './findings.js';
import type { Needs } from './needs.js';

/** An operation that is a route. */
interface Routed {
  readonly operation: Operation;
  readonly needs: Needs;
}

/**
 * Finds schemes whose keys the document takes for some operations only: a route says what scopes a key needs, and not of
 * which scheme it is. Where that is so of every scheme, the first one is left out, since the others are told from it.
 */
export function mixedSchemes(
  { schemes }: OpenApiDocument,
  routed: readonly Routed[],
): readonly DocumentFinding[] {
  const asking = routed.filter(
    ({ operation: { security }, needs: { kind } }) =>
      (kind === 'scopes' || kind === 'authenticated') &&
      security?.alternatives.some(({ schemes: needed }) => needed.length > 0),
  );
  const declared = new Set(schemes.map(({ name }) => name));
  const alone = new Set<string>();
  const counts = new Map<Operation['security'], number>();
  const firsts = new Map<Operation['security'], Operation>();
  for (const { operation } of asking) {
    const { security } = operation;
    counts.set(security, (counts.get(security) ?? 0) + 1);
    if (firsts.has(security)) continue;
    firsts.set(security, operation);
    for (const { schemes: needed } of security?.alternatives ?? []) {
      const [only, ...more] = needed;
      if (only !== undefined && more.length === 0 && declared.has(only.name)) alone.add(only.name);
    }
  }
  /** scheme → the first operation that it is no way into, and how many there are */
  const found = new Map<string, { readonly first: Operation; count: number }>();
  for (const [security, first] of firsts) {
    const ways = new Set(
      security?.alternatives.flatMap(({ schemes: needed }) => needed.map(({ name }) => name)),
    );
    for (const name of alone) {
      if (ways.has(name)) continue;
      const count = counts.get(security) ?? 0;
      const known = found.get(name);
      if (known) known.count += count;
      else found.set(name, { first, count });
    }
  }
  const mixed = schemes.filter(({ name }) => found.has(name));
  const told = mixed.length === alone.size && alone.size > 1 ? mixed.slice(1) : mixed;
  return told.flatMap(({ name, node }) => {
    const about = found.get(name);
    if (about === undefined) return [];
    const { method, path } = about.first;
    const more = about.count === 1 ? '' : ` and ${about.count - 1} more`;
    return findingAt(node, {
      kind: 'scheme',
      scopes: [name],
      message: `${name} is no way into ${method} ${path}${more} by the document, but a route does not tell its keys from others; --scheme picks one`,
    });
  });
}
