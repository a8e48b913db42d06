/** Finds where values stand in a text, by the syntax tree of a parser. */
import { createLines } from './lines.js';

/** A node of the syntax tree of `yaml-ast-parser`: a map has mappings, a list has items, a scalar has a value. */
interface SyntaxNode {
  readonly startPosition: number;
  readonly key?: SyntaxNode;
  readonly value?: unknown;
  readonly mappings?: readonly SyntaxNode[];
  readonly items?: readonly (SyntaxNode | null)[];
}

/** Gives the line and the column, from 1, of the value that keys lead to; of its last key, where it has one. */
export type FindPosition = (keys: readonly string[]) => { readonly line: number; readonly column: number };

/** Makes what finds positions. Each map is indexed once: a document may have thousands of paths and of findings. */
export function createFinder(text: string, tree: SyntaxNode | undefined): FindPosition {
  const indexes = new Map<SyntaxNode, ReadonlyMap<unknown, SyntaxNode>>();
  const indexOf = (node: SyntaxNode) => {
    const index =
      indexes.get(node) ?? new Map((node.mappings ?? []).map((mapping) => [mapping.key?.value, mapping]));
    indexes.set(node, index);
    return index;
  };
  const lines = createLines(text);

  return (keys) => {
    let node = tree;
    let offset = tree?.startPosition ?? 0;
    for (const key of keys) {
      const mapping = node && indexOf(node).get(key);
      const item = node?.items?.[Number(key)];
      // What an alias or a merge key holds stands elsewhere: the place is that of the alias then.
      if (!mapping && !item) break;
      offset = mapping?.key?.startPosition ?? item?.startPosition ?? offset;
      node = mapping ? nodeOf(mapping.value) : (item ?? undefined);
    }
    return lines(offset);
  };
}

const nodeOf = (value: unknown): SyntaxNode | undefined =>
  typeof value === 'object' && value !== null && 'startPosition' in value ? (value as SyntaxNode) : undefined;
