import ts from 'typescript';

/** Finds where names stand. */
export interface References {
  /** Gives the places of a program where a variable or a parameter is read or written, within its own function. */
  readonly local: (symbol: ts.Symbol, declaration: ts.Node) => readonly ts.Identifier[];
}

/** A function whose code is there. */
export type FunctionWithBody = ts.FunctionLikeDeclaration & {
  readonly body: ts.FunctionBody | ts.Expression;
};

export const hasBody = (node: ts.Node | undefined): node is FunctionWithBody =>
  node !== undefined && ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/** The function that a node stands in, or the file. */
export const functionAround = (
  node: ts.Node,
): ts.SignatureDeclaration | ts.SourceFile | ts.ClassStaticBlockDeclaration => {
  let at = node.parent;
  while (!ts.isFunctionLike(at) && !ts.isSourceFile(at) && !ts.isClassStaticBlockDeclaration(at))
    at = at.parent;
  return at;
};

export function createReferences(checker: ts.TypeChecker): References {
  const byScope = new WeakMap<ts.Node, Map<string, ts.Identifier[]>>();
  const identifiersIn = (scope: ts.Node): Map<string, ts.Identifier[]> => {
    const known = byScope.get(scope);
    if (known !== undefined) return known;
    const found = new Map<string, ts.Identifier[]>();
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) append(found, node.text, node);
      ts.forEachChild(node, visit);
    };
    visit(scope);
    byScope.set(scope, found);
    return found;
  };
  const symbolOf = (node: ts.Identifier): ts.Symbol | undefined =>
    ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);

  return {
    local: (symbol, declaration) =>
      (identifiersIn(functionAround(declaration)).get(symbol.name) ?? []).filter(
        (node) => !isDeclarationName(node) && symbolOf(node) === symbol,
      ),
  };
}

const isDeclarationName = (node: ts.Identifier): boolean => {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
    parent.name === node
  );
};

/** Adds to the list of a name. */
export function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
