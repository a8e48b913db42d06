/** What a call does with a grant that it is given. */
import ts from 'typescript';
import { argumentOf, type Closure, type Frame, frameOf, parametersOf } from './callees.js';
import type { Flow, Tools } from './flow.js';
import { type FunctionWithBody, hasBody } from './references.js';
import type { Path } from './types.js';

/** The types of what a type parameter decides. */
const deferred = ts.TypeFlags.IndexedAccess | ts.TypeFlags.Conditional;

/** Follows grants into calls. */
export interface CallFollower {
  /** Follows an argument of a call. */
  readonly followArgument: (
    call: ts.CallExpression,
    argument: ts.Expression,
    path: Path,
    frame: Frame | undefined,
  ) => void;
  /** Follows a member of a grant itself. */
  readonly followMember: (
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: string,
    frame: Frame | undefined,
  ) => void;
  /** Follows a grant into a parameter of a function that `call` calls; none where a framework does. */
  readonly enter: (
    closure: Closure,
    place: number,
    path: Path,
    call: ts.CallExpression | undefined,
    caller: Frame | undefined,
    node: ts.Node,
  ) => void;
  /** Follows what the callback of `then` gets. */
  readonly followThen: (call: ts.CallExpression, path: Path, frame: Frame | undefined) => void;
}

type AskFor = (
  argument: ts.Expression | undefined,
  kind: string | undefined,
  call: ts.Node,
  frame: Frame | undefined,
) => void;
type FollowLibraryCall = (
  call: ts.CallExpression,
  declaration: ts.SignatureDeclaration,
  frame: Frame | undefined,
) => void;

export function createCallFollower(tools: Tools, flow: Flow): CallFollower {
  const { checker, types, isLibrary, resolve, scopesOf, askedAtRunTime } = tools;
  const { follow, bind, ask, giveUp } = flow;

  /** Takes the scopes that an argument names, as a scope, a requirement or a list. */
  const askFor: AskFor = (argument, kind, call, frame) => {
    if (argument === undefined) return giveUp('it is asked for what cannot be read', call);
    const given = givenAt(argument, frame);
    if (given?.expression) return askFor(given.expression, kind, call, given.frame);
    const type = checker.getTypeAtLocation(argument);
    if (kind === 'route') {
      const routes = types.literals(type);
      return routes?.length === 1
        ? ask(routes.flatMap(scopesOf), call)
        : giveUp('it is asked for any route', call);
    }
    const named = ts.isArrayLiteralExpression(argument)
      ? argument.elements.map((each) => types.requirement(checker.getTypeAtLocation(each)).scopes)
      : [types.requirement(type).scopes];
    for (const scopes of named) {
      if (scopes === undefined) giveUp('it is asked for what cannot be read', call);
      else ask(scopes, call);
    }
  };

  /** Gives what a caller has passed for a name. */
  const givenAt = (argument: ts.Expression, frame: Frame | undefined) => {
    const declaration = ts.isIdentifier(argument)
      ? checker.getSymbolAtLocation(argument)?.valueDeclaration
      : undefined;
    return declaration && ts.isParameter(declaration) ? argumentOf(declaration, frame) : undefined;
  };

  /** Follows a grant into a member of a vocabulary or of a route table. */
  const followLibraryCall: FollowLibraryCall = (call, declaration, frame) => {
    const [, second] = call.arguments;
    const kind = parametersOf(declaration)[1]?.name.getText();
    switch (declaration.name?.getText()) {
      case 'has':
      case 'missing':
        return askFor(second, kind, call, frame);
      case 'authorize':
      case 'attenuate':
        askFor(second, kind, call, frame);
        return follow(call, [], frame);
      case 'check':
        askFor(second, kind, call, frame);
        return follow(call, ['grant'], frame);
      case 'intersect':
      case 'without':
        return follow(call, [], frame);
      default:
        return giveUp('the library gets it', call);
    }
  };

  const followMember: CallFollower['followMember'] = (access, name, frame) => {
    const { parent } = access;
    if (name === 'has' && ts.isCallExpression(parent) && parent.expression === access)
      return askFor(parent.arguments[0], 'scope', parent, frame);
    giveUp(`${name} of it is read`, access);
  };

  const followThen: CallFollower['followThen'] = (call, path, frame) => {
    const [callback, ...others] = call.arguments;
    if (callback === undefined || others.length > 0) return giveUp('then of it is called', call);
    const { closures, complete } = resolve(callback, frame);
    if (!complete) return giveUp('then of it is called', call);
    for (const closure of closures) enter(closure, 0, path, undefined, frame, call);
  };

  const followArgument: CallFollower['followArgument'] = (call, argument, path, frame) => {
    const place = call.arguments.indexOf(argument);
    const signature = checker.getResolvedSignature(call);
    const declaration = signature?.getDeclaration() as ts.SignatureDeclaration | undefined;
    if (call.arguments.slice(0, place).some(ts.isSpreadElement))
      return giveUp('it stands behind a list', call);
    if (declaration === undefined) return giveUp('a call without types gets it', call);
    if (isLibrary(declaration))
      return path.length === 0
        ? followLibraryCall(call, declaration, frame)
        : giveUp('the library gets it', call);
    const parameter = parametersOf(declaration)[place];
    if (parameter === undefined || parameter.dotDotDotToken)
      return giveUp('a list of arguments has it', call);
    const isAsked = askOfParameter(parameter, path, call);
    if (isAsked === 'untyped') return;
    const found = resolve(call.expression, frame);
    const closures = found.closures.length > 0 ? found.closures : bodiesOf(declaration);
    for (const closure of closures) enter(closure, place, path, call, frame, call);
    if (found.complete) return;
    const why = `${nameOf(call)} gets it`;
    if (!isAsked) return giveUp(why, call, isTypedByRoute(parameter, path));
    if (found.isReplaced) return giveUp(`${nameOf(call)} may be another function`, call);
    // Code that is not found may ask at run time: whatever the program asks for, unless it is of a package.
    if (scopesAt(parameter, path)?.size === 0) return giveUp(why, call, true);
    if (declaration.getSourceFile().isDeclarationFile) return;
    // A method may be one that takes more than its type says.
    if (ts.isMethodDeclaration(declaration) || ts.isMethodSignature(declaration)) return giveUp(why, call);
    const { scopes, isAny } = askedAtRunTime();
    ask(scopes, call);
    if (isAny) giveUp(why, call);
  };

  /** Tells whether a parameter takes what a route proves, whichever it is: as a handler does. */
  const isTypedByRoute = (parameter: ts.ParameterDeclaration, path: Path): boolean => {
    const whole = checker.getTypeAtLocation(parameter);
    const type = types.at(whole, path);
    return types.isContext(whole) || (type !== undefined && (type.flags & deferred) !== 0);
  };

  /** Takes what a parameter asks for by its type. Tells whether it asks for a grant at all. */
  const askOfParameter = (
    parameter: ts.ParameterDeclaration,
    path: Path,
    node: ts.Node,
  ): boolean | 'untyped' => {
    if (parameter.type === undefined) return false;
    const whole = checker.getTypeAtLocation(parameter);
    if (whole.flags & ts.TypeFlags.Any || (whole.flags & ts.TypeFlags.Unknown) !== 0) {
      giveUp(`a parameter of type ${parameter.type.getText()} gets it`, node);
      return 'untyped';
    }
    const type = types.at(whole, path);
    if (type === undefined) return false;
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) {
      giveUp('a parameter without types gets it', node);
      return 'untyped';
    }
    const grant = types.grant(type);
    if (grant === undefined || (path.length > 0 && types.isContext(whole))) return false;
    if (type.flags & deferred) return false;
    if (grant.scopes === undefined) giveUp('a parameter asks for what cannot be read', node);
    else ask(grant.scopes, node);
    return true;
  };

  const enter: CallFollower['enter'] = (closure, place, path, call, caller, node) => {
    const { fn } = closure;
    if (readsArguments(fn)) return giveUp('a function reads its arguments as a list', node);
    const parameter = parametersOf(fn)[place];
    if (parameter === undefined) return;
    if (parameter.dotDotDotToken) return giveUp('a list of arguments has it', node);
    if (ts.isParameterPropertyDeclaration(parameter, fn)) return giveUp('an object stores it', node);
    if (askOfParameter(parameter, path, node) === 'untyped') return;
    const entry = [place, ...path].join('.');
    for (let at = caller; at !== undefined; at = at.caller)
      if (at.fn === fn && at.entry === entry) {
        if (mayGiveGrant(fn) || passesFunction(call))
          giveUp('a function that calls itself passes it on', node);
        return;
      }
    const frame = frameOf(closure, call, caller, entry);
    if (frame === undefined) return giveUp('it goes through too many calls', node);
    bind(parameter.name, path, frame);
  };

  const passesFunction = (call: ts.CallExpression | undefined): boolean =>
    call?.arguments.some((each) => checker.getTypeAtLocation(each).getCallSignatures().length > 0) === true;

  const mayGiveGrant = (fn: ts.SignatureDeclaration): boolean => {
    const signature = checker.getSignatureFromDeclaration(fn);
    const type = signature && checker.getAwaitedType(signature.getReturnType());
    return (
      type === undefined ||
      (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Instantiable)) !== 0 ||
      types.paths(type).length > 0 ||
      type.getCallSignatures().length > 0
    );
  };

  const scopesAt = (parameter: ts.ParameterDeclaration, path: Path): ReadonlySet<string> | undefined => {
    const type = types.at(checker.getTypeAtLocation(parameter), path);
    return type && types.grant(type)?.scopes;
  };

  const bodiesOf = (declaration: ts.SignatureDeclaration): readonly Closure[] =>
    hasBody(declaration) ? [{ fn: declaration, scope: undefined }] : [];

  return { followArgument, followMember, followThen, enter };
}

const nameOf = ({ expression }: ts.CallExpression): string =>
  ts.isIdentifier(expression)
    ? expression.text
    : ts.isPropertyAccessExpression(expression)
      ? expression.name.text
      : 'a function';

/** Tells whether a function reads `arguments`, which has what its parameters have. */
function readsArguments(fn: FunctionWithBody): boolean {
  if (ts.isArrowFunction(fn) || !fn.body.getText().includes('arguments')) return false;
  const visit = (node: ts.Node): boolean =>
    (ts.isIdentifier(node) && node.text === 'arguments' && !ts.isPropertyAccessExpression(node.parent)) ||
    ts.forEachChild(node, visit) === true;
  return visit(fn.body);
}
