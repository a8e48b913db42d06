/** Which functions an expression may be. */
import ts from 'typescript';
import type { IsLibrary } from './library.js';
import type { Member, Members } from './members.js';
import { type FunctionWithBody, functionAround, hasBody } from './references.js';

/** A call that is followed. Names in its function mean what the call passes. */
export interface Frame {
  readonly fn: FunctionWithBody;
  /** The call, and the frame that it stands in; none for a handler, which the framework calls. */
  readonly call: ts.CallExpression | undefined;
  readonly caller: Frame | undefined;
  /** The frame that the function was made in. */
  readonly scope: Frame | undefined;
  readonly depth: number;
  /** The parameter and the way by which the grant came in. */
  readonly entry: string;
}

/** A function, with the frame that it was made in. */
export interface Closure {
  readonly fn: FunctionWithBody;
  readonly scope: Frame | undefined;
}

/** The functions that an expression may be. */
export interface Callees {
  readonly closures: readonly Closure[];
  /** Whether it can be no other. */
  readonly complete: boolean;
  /** Whether it may be one that takes more than its type says. */
  readonly isReplaced: boolean;
}

const unknown: Callees = { closures: [], complete: false, isReplaced: false };
const replaced: Callees = { closures: [], complete: false, isReplaced: true };
const mostDepth = 24;

/** Makes the frame of a call, or `undefined` where calls are nested too deeply. */
export const frameOf = (
  { fn, scope }: Closure,
  call: ts.CallExpression | undefined,
  caller: Frame | undefined,
  entry = '',
): Frame | undefined => {
  const depth = Math.max(caller?.depth ?? 0, scope?.depth ?? 0) + 1;
  return depth > mostDepth ? undefined : { fn, call, caller, scope, depth, entry };
};

/** Gives the parameters of a function, without the one that types `this`. */
export const parametersOf = (
  fn: ts.SignatureDeclaration | ts.JSDocSignature,
): readonly ts.ParameterDeclaration[] =>
  fn.parameters.filter(
    (parameter): parameter is ts.ParameterDeclaration =>
      ts.isParameter(parameter) && !(ts.isIdentifier(parameter.name) && parameter.name.text === 'this'),
  );

/** Gives the expressions that a function returns. */
function returnedBy({ body }: FunctionWithBody): readonly ts.Expression[] {
  if (!ts.isBlock(body)) return [body as ts.Expression];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** Gives the argument that a parameter stands for in a frame. */
export function argumentOf(
  parameter: ts.ParameterDeclaration,
  frame: Frame | undefined,
): { readonly expression: ts.Expression | undefined; readonly frame: Frame | undefined } | undefined {
  for (let at = frame; at !== undefined; at = at.scope) {
    if (at.fn !== parameter.parent) continue;
    if (at.call === undefined || parameter.dotDotDotToken !== undefined) return undefined;
    const place = parametersOf(at.fn).indexOf(parameter);
    if (at.call.arguments.slice(0, place + 1).some(ts.isSpreadElement)) return undefined;
    const given = at.call.arguments[place];
    return given === undefined
      ? { expression: parameter.initializer, frame: at }
      : { expression: given, frame: at.caller };
  }
  return undefined;
}

/** Gives an expression without what changes only its type. */
export const skipOuter = (expression: ts.Expression): ts.Expression =>
  ts.isParenthesizedExpression(expression) ||
  ts.isAsExpression(expression) ||
  ts.isTypeAssertionExpression(expression) ||
  ts.isSatisfiesExpression(expression) ||
  ts.isNonNullExpression(expression)
    ? skipOuter(expression.expression)
    : expression;

/** Makes what finds the functions that an expression may be. */
export function createResolver(checker: ts.TypeChecker, isLibrary: IsLibrary, members: Members) {
  const resolving = new Set<ts.Node>();

  const resolve = (expression: ts.Expression, frame: Frame | undefined, depth = 0): Callees => {
    if (depth > mostDepth) return unknown;
    const inner = skipOuter(expression);
    if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner))
      return { closures: [{ fn: inner, scope: frame }], complete: true, isReplaced: false };
    if (ts.isConditionalExpression(inner))
      return merged([inner.whenTrue, inner.whenFalse].map((each) => resolve(each, frame, depth + 1)));
    if (ts.isCallExpression(inner)) return resolveResult(inner, frame, depth);
    if (ts.isIdentifier(inner)) return resolveSymbol(checker.getSymbolAtLocation(inner), frame, depth);
    if (ts.isPropertyAccessExpression(inner)) return resolveMember(inner, inner.name, frame, depth);
    if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression))
      return resolveMember(inner, inner.argumentExpression, frame, depth);
    return orElse(unknown, inner);
  };

  /** Takes what a member is declared as, and all that may stand in its place. */
  const resolveMember = (
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: ts.MemberName | ts.StringLiteralLike,
    frame: Frame | undefined,
    depth: number,
  ): Callees => {
    const symbol = checker.getSymbolAtLocation(name);
    const found = resolveSymbol(symbol, frame, depth);
    const declarations = symbol?.declarations ?? [];
    const isForeign = declarations.every((each) => each.getSourceFile().isDeclarationFile);
    if (isForeign || !declarations.some(isMember)) return orElse(found, access);
    if (resolving.has(access)) return unknown;
    resolving.add(access);
    const others = members
      .standIns(access, name.text)
      .filter(({ declaration }) => declaration === undefined || !declarations.includes(declaration))
      .map((member) => resolveStandIn(member, frame, depth));
    resolving.delete(access);
    // A signature has no code: the functions that implement it are all that it may be.
    const isSignature = declarations.every((each) => !hasBody(each) && !hasInitializer(each));
    return merged([...(isSignature && others.length > 0 ? [] : [found]), ...others]);
  };

  const resolveStandIn = (
    { value, declaration }: Member,
    frame: Frame | undefined,
    depth: number,
  ): Callees => {
    if (value === undefined || (declaration && members.isDecorated(declaration))) return replaced;
    if (ts.isShorthandPropertyAssignment(value)) return resolveDeclaration(value, frame, depth);
    const around = frameAround(value, frame);
    if (!ts.isExpression(value))
      return { closures: [{ fn: value, scope: around }], complete: true, isReplaced: false };
    const found = resolve(value, around, depth + 1);
    return found.complete ? found : { ...found, isReplaced: true };
  };

  /** Takes the function whose type an expression has, where nothing better is known. */
  const orElse = (found: Callees, expression: ts.Expression): Callees => {
    if (found.closures.length > 0) return found;
    const declarations = checker
      .getTypeAtLocation(expression)
      .getCallSignatures()
      .map((signature) => signature.getDeclaration() as ts.SignatureDeclaration | undefined);
    const closures = declarations.filter(hasBody).map((fn) => ({ fn, scope: undefined }));
    // The library's types say which function a handler has.
    const symbol = checker.getSymbolAtLocation(
      ts.isPropertyAccessExpression(expression) ? expression.name : expression,
    );
    return {
      closures,
      complete: closures.length > 0 && isLibrary(symbol?.declarations?.[0]),
      isReplaced: found.isReplaced,
    };
  };

  const resolveResult = (call: ts.CallExpression, frame: Frame | undefined, depth: number): Callees => {
    const callees = resolve(call.expression, frame, depth + 1);
    const results = callees.closures.flatMap((closure) => {
      const inner = frameOf(closure, call, frame);
      return inner === undefined || isGenerator(closure.fn)
        ? [unknown]
        : returnedBy(closure.fn).map((returned) => resolve(returned, inner, depth + 1));
    });
    const all = merged(results);
    return {
      closures: all.closures,
      complete: all.complete && callees.complete,
      isReplaced: all.isReplaced || callees.isReplaced,
    };
  };

  const resolveSymbol = (found: ts.Symbol | undefined, frame: Frame | undefined, depth: number): Callees => {
    if (found === undefined) return unknown;
    const symbol = found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
    const declarations = symbol.declarations ?? [];
    if (declarations.some(members.isDecorated) || declarations.some(ts.isGetAccessor)) return replaced;
    const bodies = declarations.filter(hasBody);
    if (bodies.length > 0) {
      const closures = bodies.map((fn) => ({ fn, scope: frameAround(fn, frame) }));
      const complete = bodies.every((fn) => ts.isFunctionDeclaration(fn) || ts.isMethodDeclaration(fn));
      return { closures, complete, isReplaced: false };
    }
    return merged(declarations.map((each) => resolveDeclaration(each, frame, depth)));
  };

  const resolveDeclaration = (declaration: ts.Node, frame: Frame | undefined, depth: number): Callees => {
    if (ts.isParameter(declaration)) {
      const given = argumentOf(declaration, frame);
      return given?.expression === undefined ? unknown : resolve(given.expression, given.frame, depth + 1);
    }
    if (ts.isShorthandPropertyAssignment(declaration))
      return resolveSymbol(checker.getShorthandAssignmentValueSymbol(declaration), frame, depth + 1);
    if (ts.isExportAssignment(declaration)) return resolve(declaration.expression, frame, depth + 1);
    if (
      (ts.isVariableDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration) ||
        ts.isPropertyDeclaration(declaration)) &&
      declaration.initializer !== undefined
    ) {
      const found = resolve(declaration.initializer, frameAround(declaration, frame), depth + 1);
      return { ...found, complete: found.complete && isConstant(declaration) };
    }
    return unknown;
  };

  return resolve;
}

/** Gives the frame of the function that a declaration stands in. */
const frameAround = (declaration: ts.Node, frame: Frame | undefined): Frame | undefined => {
  const around = functionAround(declaration);
  for (let at = frame; at !== undefined; at = at.scope) if (at.fn === around) return at;
  // A closure within a function that was not called itself: the names around it mean what they mean there.
  return ts.isSourceFile(around) ? undefined : frame;
};

/** Tells whether a name goes on meaning what it was declared as, but for what is written to a member. */
const isConstant = (declaration: ts.Node): boolean =>
  !ts.isVariableDeclaration(declaration) || (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;

const isMember = (declaration: ts.Node): boolean =>
  !ts.isVariableDeclaration(declaration) && !ts.isFunctionDeclaration(declaration);

const hasInitializer = (declaration: ts.Node): boolean =>
  ts.isShorthandPropertyAssignment(declaration) ||
  ts.isPropertyAssignment(declaration) ||
  (ts.isPropertyDeclaration(declaration) && declaration.initializer !== undefined) ||
  ts.isParameter(declaration);

export const isGenerator = (fn: ts.Node): boolean => 'asteriskToken' in fn && fn.asteriskToken !== undefined;

const merged = (all: readonly Callees[]): Callees => ({
  closures: all.flatMap(({ closures }) => closures),
  complete: all.length > 0 && all.every(({ complete }) => complete),
  isReplaced: all.some(({ isReplaced }) => isReplaced),
});
