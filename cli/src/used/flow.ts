/** Where a grant goes, and what is asked of it there. */
import ts from 'typescript';
import type { Place } from '../formats/format.js';
import { type Closure, type createResolver, type Frame, isGenerator } from './callees.js';
import { createCallFollower } from './calls.js';
import type { IsLibrary } from './library.js';
import { placeOf } from './program.js';
import { functionAround, type References } from './references.js';
import type { AskedAtRunTime } from './run-time.js';
import { called, type Path, type TypeReader } from './types.js';

/** What code does with a grant. */
export interface Use {
  /** The scopes that it takes, each with a place where it does. */
  readonly asks: Map<string, Place>;
  /** Why it cannot be told what else it takes. */
  unclear: Unclear | undefined;
}
interface Unclear {
  readonly why: string;
  readonly place: Place;
  /** Whether it is because of code that takes what a route proves: code of a handler. */
  readonly isHandedOn: boolean;
}

/** What the analysis of a program shares. */
export interface Tools {
  readonly checker: ts.TypeChecker;
  readonly types: TypeReader;
  readonly isLibrary: IsLibrary;
  readonly references: References;
  readonly resolve: ReturnType<typeof createResolver>;
  /** Gives the scopes that a route requires, in any alternative. */
  readonly scopesOf: (route: string) => readonly string[];
  /** Gives the scopes that the program asks for at run time, anywhere. */
  readonly askedAtRunTime: () => AskedAtRunTime;
}

/** Follows the grants of one handler. */
export interface Flow {
  readonly use: Use;
  /** Follows an expression whose value has a grant at the end of a path. */
  readonly follow: (expression: ts.Expression, path: Path, frame: Frame | undefined) => void;
  /** Follows what a name is given: of a variable or a parameter, destructured or not. */
  readonly bind: (name: ts.BindingName, path: Path, frame: Frame | undefined) => void;
  /** Follows what a parameter of a handler is given. */
  readonly enter: (closure: Closure, parameter: number, path: Path, node: ts.Node) => void;
  readonly ask: (scopes: Iterable<string>, node: ts.Node) => void;
  readonly giveUp: (why: string, node: ts.Node, isHandedOn?: boolean) => void;
}

/** The most places that are looked at for one handler. */
const mostSteps = 20_000;

/** What reads a value and takes nothing of it. */
const unread = new Set([
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.VoidExpression,
  ts.SyntaxKind.TypeOfExpression,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.TypeQuery,
]);
const comparisons = new Set([
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InstanceOfKeyword,
  ts.SyntaxKind.InKeyword,
]);
const assignments = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);
const choices = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

type Follow<Node extends ts.Node> = (node: Node, path: Path, frame: Frame | undefined) => void;
type FollowProperty = (
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  path: Path,
  frame: Frame | undefined,
) => void;
/** Follows a value out of what it is a part of. */
type FollowIn<Node extends ts.Node> = (
  node: Node,
  value: ts.Expression,
  path: Path,
  frame: Frame | undefined,
) => void;

export function createFlow(tools: Tools): Flow {
  const { checker, types, references } = tools;
  const use: Use = { asks: new Map(), unclear: undefined };
  const seen = new Map<ts.Node, { readonly path: string; readonly frame: Frame | undefined }[]>();
  let steps = 0;

  const ask = (scopes: Iterable<string>, node: ts.Node): void => {
    for (const scope of scopes) if (!use.asks.has(scope)) use.asks.set(scope, placeOf(node));
  };
  const giveUp = (why: string, node: ts.Node, isHandedOn = false): void => {
    if (use.unclear === undefined || (use.unclear.isHandedOn && !isHandedOn))
      use.unclear = { why, place: placeOf(node), isHandedOn };
  };
  const isNew = (node: ts.Node, path: Path, frame: Frame | undefined): boolean => {
    const list = seen.get(node) ?? [];
    const text = path.join('\0');
    if (list.some((each) => each.path === text && each.frame === frame)) return false;
    seen.set(node, [...list, { path: text, frame }]);
    return true;
  };

  const follow: Flow['follow'] = (expression, path, frame) => {
    if (!isNew(expression, path, frame)) return;
    if (++steps > mostSteps) return giveUp('it goes through too much code', expression);
    const { parent } = expression;
    if (unread.has(parent.kind)) return;
    if (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) return;
    if (isTransparent(parent)) return follow(parent, path, frame);
    if (ts.isAsExpression(parent) || ts.isTypeAssertionExpression(parent))
      return followCast(parent, path, frame);
    if (ts.isPropertyAccessExpression(parent)) return followProperty(parent, parent.name.text, path, frame);
    if (ts.isElementAccessExpression(parent) && parent.expression === expression)
      return ts.isStringLiteralLike(parent.argumentExpression)
        ? followProperty(parent, parent.argumentExpression.text, path, frame)
        : giveUp('a name that is worked out is read of it', parent);
    if (ts.isCallExpression(parent)) return followCall(parent, expression, path, frame);
    if (ts.isConditionalExpression(parent))
      return parent.condition === expression ? undefined : follow(parent, path, frame);
    if (ts.isBinaryExpression(parent)) return followBinary(parent, expression, path, frame);
    if (ts.isVariableDeclaration(parent)) return followVariable(parent, path, frame);
    if ((ts.isParameter(parent) || ts.isBindingElement(parent)) && parent.initializer === expression)
      return bind(parent.name, path, frame);
    if (ts.isPropertyAssignment(parent)) return followMember(parent, path, frame);
    if (ts.isShorthandPropertyAssignment(parent)) return followMember(parent, path, frame);
    if (ts.isSpreadAssignment(parent))
      return path.length === 0 ? giveUp('it is spread', parent) : follow(parent.parent, path, frame);
    if (ts.isReturnStatement(parent)) return followResult(parent, path, frame);
    if (ts.isArrowFunction(parent) && parent.body === expression)
      return followResult(expression, path, frame);
    giveUp(reasonFor(parent), parent);
  };

  const followMember: Follow<ts.PropertyAssignment | ts.ShorthandPropertyAssignment> = (
    member,
    path,
    frame,
  ) => {
    const name = textOf(member.name);
    // An assignment such as `({ grant: x } = y)` has the form of an object, too.
    if (name === undefined || isAssigned(member.parent)) return giveUp('it is stored in an object', member);
    follow(member.parent, [name, ...path], frame);
  };

  const followCast: Follow<ts.AsExpression | ts.TypeAssertion> = (cast, path, frame) => {
    const type = types.at(checker.getTypeAtLocation(cast), path);
    if (ts.isConstTypeReference(cast.type) || (type !== undefined && types.grant(type) !== undefined))
      return follow(cast, path, frame);
    giveUp(`it is cast to ${cast.type.getText()}`, cast);
  };

  const followProperty: FollowProperty = (access, name, path, frame) => {
    const [first, ...rest] = path;
    const isCalled = ts.isCallExpression(access.parent) && access.parent.expression === access;
    if (name === 'then' && isCalled && isPromise(access.expression))
      return calls.followThen(access.parent, path, frame);
    if (first === undefined) return calls.followMember(access, name, frame);
    if (first === name) return follow(access, rest, frame);
    if (first === called) return giveUp(`${name} of a function is read`, access);
    if (!isCalled) return;
    const declaration = checker.getResolvedSignature(access.parent)?.getDeclaration();
    if (declaration !== undefined && mentionsThis(declaration))
      giveUp(`${name} is called on what has it`, access);
  };

  const isPromise = (value: ts.Expression): boolean => {
    const type = checker.getTypeAtLocation(value);
    return checker.getAwaitedType(type) !== type;
  };

  const followCall: FollowIn<ts.CallExpression> = (call, expression, path, frame) => {
    if (call.expression !== expression) return calls.followArgument(call, expression, path, frame);
    const [first, ...rest] = path;
    if (first !== called) return giveUp('it is called', call);
    follow(call, rest, frame);
  };

  const followBinary: FollowIn<ts.BinaryExpression> = (binary, expression, path, frame) => {
    const { kind } = binary.operatorToken;
    if (comparisons.has(kind)) return;
    // A grant is true as a condition, so that what stands behind it is the value.
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken && binary.left === expression) return;
    if (choices.has(kind)) return follow(binary, path, frame);
    if (kind === ts.SyntaxKind.CommaToken)
      return binary.right === expression ? follow(binary, path, frame) : undefined;
    if (!assignments.has(kind)) return giveUp('it is read as a text', binary);
    // What is overwritten is not read.
    if (binary.left === expression) return;
    const target = ts.isIdentifier(binary.left) ? checker.getSymbolAtLocation(binary.left) : undefined;
    const declaration = target?.valueDeclaration;
    if (target === undefined || declaration === undefined || ts.isSourceFile(functionAround(declaration)))
      return giveUp('it is stored', binary);
    if (!keepsGrant(declaration, path)) return giveUp('it is stored without its type', binary);
    for (const reference of references.local(target, declaration)) follow(reference, path, frame);
    follow(binary, path, frame);
  };

  const followVariable: Follow<ts.VariableDeclaration> = (variable, path, frame) => {
    if (ts.isSourceFile(functionAround(variable))) return giveUp('a variable of the module has it', variable);
    if (!keepsGrant(variable, path)) return giveUp('it is stored without its type', variable);
    bind(variable.name, path, frame);
  };

  /** Tells whether the written type of a variable still has the grant. */
  const keepsGrant = (declaration: ts.Node, path: Path): boolean => {
    if (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration)) return false;
    if (declaration.type === undefined) return true;
    const type = types.at(checker.getTypeAtLocation(declaration), path);
    return type !== undefined && types.grant(type) !== undefined;
  };

  const followResult: Follow<ts.Node> = (from, path, frame) => {
    const fn = functionAround(from);
    if (fn === frame?.fn) {
      if (frame.call === undefined) return giveUp('the handler returns it', from);
      return isGenerator(fn) ? giveUp('a generator gives it', from) : follow(frame.call, path, frame.caller);
    }
    if (ts.isArrowFunction(fn) || ts.isFunctionExpression(fn)) return follow(fn, [called, ...path], frame);
    const symbol = ts.isFunctionDeclaration(fn) && fn.name && checker.getSymbolAtLocation(fn.name);
    if (!symbol || ts.isSourceFile(functionAround(fn))) return giveUp('a method returns it', from);
    for (const reference of references.local(symbol, fn))
      if (reference !== fn.name) follow(reference, [called, ...path], frame);
  };

  const bind: Flow['bind'] = (name, path, frame) => {
    if (ts.isIdentifier(name)) {
      const symbol = checker.getSymbolAtLocation(name);
      if (symbol === undefined) return giveUp('its name is not known', name);
      for (const reference of references.local(symbol, name.parent)) follow(reference, path, frame);
      return;
    }
    const [first, ...rest] = path;
    if (first === undefined || first === called || ts.isArrayBindingPattern(name))
      return name.elements.length === 0 ? undefined : giveUp('it is destructured', name);
    let isNamed = false;
    for (const element of name.elements) {
      const key = element.propertyName ?? element.name;
      const text = element.dotDotDotToken ? undefined : textOf(key);
      if (text === first) {
        isNamed = true;
        bind(element.name, rest, frame);
      } else if (element.dotDotDotToken) {
        if (!isNamed) bind(element.name, path, frame);
      } else if (text === undefined) giveUp('a name that is worked out is read of it', element);
    }
  };

  const enter: Flow['enter'] = (closure, parameter, path, node) =>
    calls.enter(closure, parameter, path, undefined, undefined, node);
  const flow: Flow = { use, follow, bind, enter, ask, giveUp };
  const calls = createCallFollower(tools, flow);
  return flow;
}

const isTransparent = (
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.NonNullExpression | ts.SatisfiesExpression | ts.AwaitExpression =>
  ts.isParenthesizedExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isAwaitExpression(node);

/** Gives the name of a property where it is written down. */
export const textOf = (name: ts.Node): string | undefined => {
  if (ts.isComputedPropertyName(name))
    return ts.isStringLiteralLike(name.expression) ? name.expression.text : undefined;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)
    ? name.text
    : undefined;
};

const isAssigned = (object: ts.Expression): boolean =>
  ts.isBinaryExpression(object.parent) &&
  object.parent.left === object &&
  object.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;

/** Tells whether a function may read what it is called on. */
const mentionsThis = (node: ts.Node): boolean => {
  if (node.getSourceFile().isDeclarationFile) return false;
  const visit = (each: ts.Node): boolean =>
    each.kind === ts.SyntaxKind.ThisKeyword || ts.forEachChild(each, visit) === true;
  return visit(node);
};

function reasonFor(node: ts.Node): string {
  if (ts.isThrowStatement(node)) return 'it is thrown';
  if (ts.isYieldExpression(node)) return 'a generator gives it';
  if (ts.isTemplateSpan(node)) return 'it is read as a text';
  if (ts.isArrayLiteralExpression(node) || ts.isSpreadElement(node)) return 'it is put into a list';
  if (ts.isNewExpression(node)) return 'an object is made with it';
  if (ts.isPropertyDeclaration(node)) return 'it is stored in an object';
  return 'it is used in another way';
}
