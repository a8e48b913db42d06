/** What an operation requires by its own extension, for schemes whose requirements list no scopes. */
import type { ManifestRequirement } from '../../../src/manifest/index.js';
import type { Operation } from './document.js';
import { childOf, elementsOf, failureAt, type Node, textOf } from './node.js';

/** The extension of documents and of operations. */
export const extensionName = 'x-scopeproof';

/**
 * Reads what an operation requires by its own extension; nothing where it has none.
 *
 * @throws Failure with the place, for an extension that is wrong.
 */
export function readRequirement(operation: Operation): ManifestRequirement | undefined {
  const node = childOf(operation.object, extensionName);
  if (node === undefined) return undefined;
  if (node.value === 'open' || node.value === 'optional' || node.value === 'authenticated') return node.value;
  const alternatives = elementsOf(node, extensionName).map((each) => {
    const [first, ...more] = elementsOf(each, 'an alternative').map((scope) => textOf(scope, 'a scope'));
    if (first === undefined) throw failureAt(each, 'an alternative without a scope');
    return [first, ...more] as const;
  });
  if (alternatives.length === 0) throw failureAt(node, `${extensionName} without an alternative`);
  return alternatives;
}

/** Gives the places of the scopes that the extension of an operation names, where it is right. */
export function requiredScopes(
  operation: Operation,
): readonly { readonly name: string; readonly node: Node }[] {
  const node = childOf(operation.object, extensionName);
  if (node === undefined || typeof readRequirement(operation) === 'string') return [];
  return elementsOf(node, extensionName)
    .flatMap((each) => elementsOf(each, 'an alternative'))
    .map((scope) => ({ name: textOf(scope, 'a scope'), node: scope }));
}
