/** Where a program says what a route does. */
import ts from 'typescript';
import { skipOuter } from './callees.js';
import { type Tools, textOf } from './flow.js';
import { called, type Path } from './types.js';

/** A grant of a route, and where it comes in. */
export interface Site {
  readonly routes: readonly string[];
  /** A handler, or a call that gives the grant. */
  readonly node: ts.Expression | ts.MethodDeclaration;
  /** Where a handler gets the grant: the parameter and the way to it. A result has a way alone. */
  readonly entries: readonly Entry[];
  /**
   * `handler` is what a route does. `more` adds to it. `shared` is code before the handlers of several routes, which
   * are sites themselves. `lost` is a handler that cannot be followed.
   */
  readonly kind: 'handler' | 'more' | 'shared' | 'lost';
}
export interface Entry {
  readonly parameter: number | undefined;
  readonly path: Path;
}

export interface SiteFinder extends Tools {
  readonly routes: ReadonlySet<string>;
  /** What a route that may be any stands for. */
  readonly allRoutes: readonly string[];
}

/** The most calls in a chain. */
const mostLinks = 20;

/** Finds the handlers of routes by what the compiler knows of them, whatever registers them. */
export function findSites(tools: SiteFinder, sources: readonly ts.SourceFile[]): readonly Site[] {
  const { checker, types, isLibrary, routes, allRoutes } = tools;
  const sites: Site[] = [];
  const claimed = new Set<ts.Node>();
  const functions: (ts.ArrowFunction | ts.FunctionExpression)[] = [];

  const add = (site: Site): void => {
    sites.push(site);
    claimed.add(skip(site.node));
  };

  /** Gives where a function of a type gets a grant. */
  const entriesOf = (type: ts.Type | undefined): readonly Entry[] | undefined => {
    if (type === undefined) return undefined;
    const base = checker.getBaseConstraintOfType(type) ?? type;
    const signatures = base.isUnion()
      ? base.types.flatMap((each) => each.getCallSignatures())
      : base.getCallSignatures();
    if (signatures.length === 0) return undefined;
    return signatures.flatMap((signature) =>
      signature.parameters.flatMap((symbol, parameter) => {
        const declaration = symbol.valueDeclaration;
        if (declaration && ts.isParameter(declaration) && declaration.dotDotDotToken) return [];
        return types.paths(checker.getTypeOfSymbol(symbol)).map((path) => ({ parameter, path }));
      }),
    );
  };
  const isFunction = (node: ts.Node): boolean =>
    checker.getTypeAtLocation(node).getCallSignatures().length > 0;

  /** Gives where a handler gets its grant: as what it is passed to says, or else as it says itself. */
  const handlerEntries = (node: ts.Expression, expected: ts.Type | undefined): readonly Entry[] => {
    const all = [expected, checker.getContextualType(node), checker.getTypeAtLocation(node)];
    return all.map(entriesOf).find((entries) => entries !== undefined && entries.length > 0) ?? [];
  };

  /** Gives the routes that an expression may stand for, and whether it is one for certain. */
  const routesAt = (node: ts.Expression): readonly string[] | undefined => {
    if (ts.isStringLiteralLike(node)) return routes.has(node.text) ? [node.text] : undefined;
    if (!mayBeText(node)) return undefined;
    const type = checker.getTypeAtLocation(node);
    const base = type.flags & ts.TypeFlags.Instantiable ? checker.getBaseConstraintOfType(type) : type;
    const texts = base && types.literals(base);
    return texts?.length && texts.every((text) => routes.has(text)) ? texts : undefined;
  };

  const visitCall: (call: ts.CallExpression) => void = (call) => {
    const given = call.arguments.flatMap(partsOf);
    const named = given.filter((each) => routesAt(each) !== undefined);
    const found = [...new Set(named.flatMap((each) => routesAt(each) ?? []))];
    const declaration = checker.getResolvedSignature(call)?.getDeclaration();
    const isOfLibrary = isLibrary(declaration);
    if (found.length === 0) {
      if (isOfLibrary) visitOpenCall(call, declaration?.name?.getText());
      return;
    }
    const isOne = found.length === 1 && named.every((each) => !isGeneric(each));
    const others = given.filter((each) => !named.includes(each));
    const handlers = others.flatMap((node) => {
      if (!isPossibleHandler(node)) return [];
      const entries = handlerEntries(node, expectedAt(call, node));
      const isBare = entries.length === 0 && isOfLibrary && isFunction(node);
      return entries.length > 0 || isBare ? [{ node, entries }] : [];
    });
    for (const handler of handlers) addHandler(found, handler, isOne, named);
    if (handlers.length === 0)
      visitResult(call, found, named, isOne, isOfLibrary, declaration?.name?.getText());
  };

  const addHandler: (
    found: readonly string[],
    handler: { readonly node: ts.Expression; readonly entries: readonly Entry[] },
    isOne: boolean,
    named: readonly ts.Expression[],
  ) => void = (found, { node, entries }, isOne, named) => {
    if (isOne) return add({ routes: found, node, entries, kind: 'handler' });
    // Both come from a caller, whose own call names the route and has the handler.
    if (named.every(isOfParameter) && isOfParameter(node)) return;
    const inner = skip(node);
    const isInline = ts.isArrowFunction(inner) || ts.isFunctionExpression(inner);
    add({ routes: found, node, entries, kind: isInline && named.every(isOfParameter) ? 'shared' : 'lost' });
  };

  /** A call that names a route and takes no handler may give the grant itself, or what puts it before a handler. */
  const visitResult: (
    call: ts.CallExpression,
    found: readonly string[],
    named: readonly ts.Expression[],
    isOne: boolean,
    isOfLibrary: boolean,
    name: string | undefined,
  ) => void = (call, found, named, isOne, isOfLibrary, name) => {
    const type = checker.getTypeAtLocation(call);
    const entries = types
      .paths(checker.getAwaitedType(type) ?? type)
      .map((path) => ({ parameter: undefined, path }));
    if (entries.length > 0) {
      const kind = !isOne ? 'shared' : name === 'check' ? 'more' : 'handler';
      return add({ routes: found, node: call, entries, kind });
    }
    const isGuard = isOfLibrary && type.getCallSignatures().length > 0;
    if (isOne) return visitChain(call, found, isGuard, 0);
    if (isGuard && !named.every(isOfParameter)) add({ routes: found, node: call, entries: [], kind: 'lost' });
  };

  /**
   * Follows what a call gives along a chain of calls, such as `procedure.use(…).input(…).mutation(handler)`. A guard that
   * does not end at a handler is lost.
   */
  const visitChain: (
    value: ts.Expression,
    found: readonly string[],
    isGuard: boolean,
    depth: number,
  ) => void = (value, found, isGuard, depth) => {
    const { parent } = value;
    const lose = (): void => {
      if (isGuard) add({ routes: found, node: value, entries: [], kind: 'lost' });
    };
    if (depth > mostLinks) return lose();
    if (ts.isParenthesizedExpression(parent) || ts.isAwaitExpression(parent))
      return visitChain(parent, found, isGuard, depth + 1);
    if (ts.isDecorator(parent))
      return ts.isMethodDeclaration(parent.parent) ? visitMethod(parent.parent, found) : lose();
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
      const symbol = checker.getSymbolAtLocation(parent.name);
      if (symbol === undefined || isExported(parent)) return lose();
      for (const reference of tools.references.local(symbol, parent))
        visitChain(reference, found, isGuard, depth + 1);
      return;
    }
    if (ts.isCallExpression(parent) && parent.expression !== value)
      return ts.isPropertyAccessExpression(parent.expression)
        ? visitChain(parent, found, isGuard, depth + 1)
        : lose();
    const call =
      ts.isPropertyAccessExpression(parent) && parent.expression === value ? parent.parent : parent;
    if (!ts.isCallExpression(call)) return lose();
    const handlers = call.arguments.flatMap((node) => {
      const entries = isPossibleHandler(node) ? handlerEntries(node, expectedAt(call, node)) : [];
      return entries.length > 0 ? [{ node, entries }] : [];
    });
    for (const { node, entries } of handlers) add({ routes: found, node, entries, kind: 'handler' });
    const isMiddleware = ts.isPropertyAccessExpression(parent) && parent.name.text === 'use';
    visitChain(call, found, isGuard && (handlers.length === 0 || isMiddleware), depth + 1);
  };

  const visitMethod = (method: ts.MethodDeclaration, found: readonly string[]): void => {
    const entries = entriesOf(checker.getTypeAtLocation(method)) ?? [];
    add({ routes: found, node: method, entries, kind: 'handler' });
  };

  /** A call of the library for any route: of a server that dispatches by itself. */
  const visitOpenCall: (call: ts.CallExpression, name: string | undefined) => void = (call, name) => {
    if (name !== 'match' && name !== 'table' && name !== 'route' && name !== 'handler') return;
    const [route] = call.arguments;
    const type = route && checker.getTypeAtLocation(route);
    if (
      (name === 'route' || name === 'handler') &&
      type &&
      type.flags & (ts.TypeFlags.Any | ts.TypeFlags.String)
    )
      return add({ routes: allRoutes, node: call, entries: [], kind: 'lost' });
    const result = checker.getTypeAtLocation(call);
    const entries = types
      .paths(checker.getAwaitedType(result) ?? result)
      .map((path) => ({ parameter: undefined, path }));
    if (entries.length > 0) add({ routes: allRoutes, node: call, entries, kind: 'shared' });
  };

  const expectedAt = (call: ts.CallExpression, node: ts.Expression): ts.Type | undefined => {
    const place = call.arguments.indexOf(node);
    const parameter = place < 0 ? undefined : checker.getResolvedSignature(call)?.parameters[place];
    return parameter && checker.getTypeOfSymbolAtLocation(parameter, call);
  };

  /** A member of an object that is named by a route. */
  const visitMember: (member: ts.ObjectLiteralElementLike | ts.BinaryExpression) => void = (member) => {
    if (ts.isBinaryExpression(member)) {
      if (
        member.operatorToken.kind !== ts.SyntaxKind.EqualsToken ||
        !ts.isElementAccessExpression(member.left)
      )
        return;
      const { argumentExpression } = member.left;
      if (ts.isStringLiteralLike(argumentExpression)) visitNamed(argumentExpression.text, member.right);
      return;
    }
    const text = member.name && textOf(member.name);
    if (text === undefined || !routes.has(text)) return;
    if (ts.isPropertyAssignment(member)) return visitNamed(text, member.initializer);
    if (!ts.isMethodDeclaration(member)) return;
    const entries = entriesOf(checker.getTypeAtLocation(member)) ?? [];
    const isHandler = entries.length > 0 || (entriesOf(contextOf(member)) ?? []).length > 0;
    if (isHandler) add({ routes: [text], node: member, entries, kind: 'handler' });
  };
  const visitNamed: (route: string, node: ts.Expression) => void = (route, node) => {
    if (!routes.has(route) || !isPossibleHandler(node)) return;
    const entries = handlerEntries(node, undefined);
    if (entries.length > 0) add({ routes: [route], node, entries, kind: 'handler' });
  };
  const contextOf = (member: ts.MethodDeclaration): ts.Type | undefined => {
    const object = ts.isObjectLiteralExpression(member.parent)
      ? checker.getContextualType(member.parent)
      : undefined;
    const property = object && checker.getPropertyOfType(object, textOf(member.name) ?? called);
    return property && checker.getTypeOfSymbol(property);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) visitCall(node);
    else if (ts.isObjectLiteralExpression(node)) node.properties.forEach(visitMember);
    else if (ts.isBinaryExpression(node)) visitMember(node);
    else if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) functions.push(node);
    ts.forEachChild(node, visit);
  };
  for (const source of sources) visit(source);

  // What is no member and no argument beside a route: its parameter says which route it is for.
  for (const fn of functions) {
    if (claimed.has(fn)) continue;
    for (const [parameter, { name }] of fn.parameters.entries()) {
      const type = checker.getTypeAtLocation(name.parent);
      const found = [...new Set(types.routes(type))];
      const entries = found.length > 0 ? types.paths(type).map((path) => ({ parameter, path })) : [];
      if (entries.length > 0)
        add({
          routes: found,
          node: fn,
          entries,
          kind: found.length === 1 ? 'handler' : 'more',
        });
    }
  }
  return sites;

  function isGeneric(node: ts.Expression): boolean {
    return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Instantiable) !== 0;
  }
  /** Tells whether a value is what the caller of the function around has passed. */
  function isOfParameter(node: ts.Expression): boolean {
    const inner = skip(node);
    if (!ts.isExpression(inner)) return false;
    if (ts.isPropertyAccessExpression(inner)) return isOfParameter(inner.expression);
    const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
    let declaration: ts.Node | undefined = symbol?.valueDeclaration;
    while (declaration && (ts.isBindingElement(declaration) || ts.isObjectBindingPattern(declaration)))
      declaration = declaration.parent;
    return declaration !== undefined && ts.isParameter(declaration) && !isCallback(declaration.parent);
  }
}

/** Tells whether a function is passed to a call: who calls it is then not to be seen. */
const isCallback = (fn: ts.Node): boolean => ts.isCallExpression(fn.parent) && fn.parent.expression !== fn;

/** Gives an argument, and what an object that is written there has. */
const partsOf = (argument: ts.Expression): readonly ts.Expression[] =>
  ts.isObjectLiteralExpression(argument)
    ? [
        argument,
        ...argument.properties.flatMap((member) =>
          ts.isPropertyAssignment(member) ? [member.initializer] : [],
        ),
      ]
    : [argument];

const skip = (node: ts.Node): ts.Node => (ts.isExpression(node) ? skipOuter(node) : node);

const mayBeText = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isElementAccessExpression(node) ||
  ts.isTemplateExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node);

const isPossibleHandler = (node: ts.Expression): boolean =>
  !ts.isStringLiteralLike(node) && !ts.isNumericLiteral(node) && !ts.isObjectLiteralExpression(node);

const isExported = (variable: ts.VariableDeclaration): boolean =>
  (ts.getCombinedModifierFlags(variable) & ts.ModifierFlags.Export) !== 0;
