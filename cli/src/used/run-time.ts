import ts from 'typescript';
import type { IsLibrary } from './library.js';
import type { TypeReader } from './types.js';

const members = new Set(['has', 'authorize', 'check', 'missing', 'attenuate']);

/**
 * Makes what gives the scopes that a program asks any grant for at run time. A function of which only the type is known
 * may be one that does.
 */
export function createAskedAtRunTime(
  checker: ts.TypeChecker,
  types: TypeReader,
  isLibrary: IsLibrary,
  sources: readonly ts.SourceFile[],
): () => ReadonlySet<string> {
  let known: Set<string> | undefined;
  return () => {
    known ??= find();
    return known;
  };
  function find(): Set<string> {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && asks(node))
        for (const argument of node.arguments) for (const scope of scopesOf(argument)) found.add(scope);
      ts.forEachChild(node, visit);
    };
    for (const source of sources) visit(source);
    return found;
  }
  function asks({ expression }: ts.CallExpression): boolean {
    if (!ts.isPropertyAccessExpression(expression) || !members.has(expression.name.text)) return false;
    return isLibrary(checker.getSymbolAtLocation(expression.name)?.declarations?.[0]);
  }
  function scopesOf(argument: ts.Expression): Iterable<string> {
    return ts.isArrayLiteralExpression(argument)
      ? argument.elements.flatMap((each) => [...scopesOf(each)])
      : (types.requirement(checker.getTypeAtLocation(argument)).scopes ?? []);
  }
}
