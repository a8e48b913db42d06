import ts from 'typescript';

/** Finds where names stand. */
export interface References {
  /** Gives the places of a program where a variable or a parameter is read or written, within its own function. */
  readonly local: (symbol: ts.Symbol, declaration: ts.Node) => readonly ts.Identifier[];
  /** Gives the functions of the program with a name: of a method, a property, a variable, or their own. */
  readonly functionsNamed: (name: string) => readonly FunctionWithBody[];
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

export function createReferences(checker: ts.TypeChecker, sources: readonly ts.SourceFile[]): References {
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

  let named: Map<string, FunctionWithBody[]> | undefined;
  return {
    local: (symbol, declaration) =>
      (identifiersIn(functionAround(declaration)).get(symbol.name) ?? []).filter(
        (node) => !isDeclarationName(node) && symbolOf(node) === symbol,
      ),
    functionsNamed: (name) => {
      named ??= indexFunctions(sources);
      return named.get(name) ?? [];
    },
  };
}

function indexFunctions(sources: readonly ts.SourceFile[]): Map<string, FunctionWithBody[]> {
  const found = new Map<string, FunctionWithBody[]>();
  const visit = (node: ts.Node): void => {
    const name = hasBody(node) ? nameOf(node) : undefined;
    if (hasBody(node) && name !== undefined) append(found, name, node);
    ts.forEachChild(node, visit);
  };
  for (const source of sources) visit(source);
  return found;
}

/** Gives the name that a function has by itself, or by what it is assigned to. */
function nameOf(node: FunctionWithBody): string | undefined {
  const { parent } = node;
  const name =
    node.name ??
    ((ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isVariableDeclaration(parent)) &&
    parent.initializer === node
      ? parent.name
      : undefined);
  return name !== undefined &&
    (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name))
    ? name.text
    : undefined;
}

const isDeclarationName = (node: ts.Identifier): boolean => {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
    parent.name === node
  );
};

function append<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}
