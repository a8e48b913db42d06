import ts from 'typescript';
import { parametersOf } from './callees.js';
import type { IsLibrary } from './library.js';
import type { TypeReader } from './types.js';

/** What a program asks any grant for at run time. */
export interface AskedAtRunTime {
  readonly scopes: ReadonlySet<string>;
  /** Whether it may ask for any other scope, too. */
  readonly isAny: boolean;
}

export interface AskedAtRunTimeOptions {
  readonly checker: ts.TypeChecker;
  readonly types: TypeReader;
  readonly isLibrary: IsLibrary;
  readonly sources: readonly ts.SourceFile[];
  /** Gives the scopes that a route requires, in any alternative. */
  readonly scopesOf: (route: string) => readonly string[];
}

const members = new Set(['has', 'authorize', 'check', 'missing', 'attenuate']);

/**
 * Makes what gives the scopes that a program asks any grant for at run time. A function of which only the type is known
 * may be one that does.
 */
export function createAskedAtRunTime(options: AskedAtRunTimeOptions): () => AskedAtRunTime {
  const { checker, types, isLibrary, sources, scopesOf } = options;
  const isOfLibrary = (symbol: ts.Symbol | undefined): boolean => isLibrary(symbol?.declarations?.[0]);
  let known: AskedAtRunTime | undefined;
  return () => {
    known ??= find();
    return known;
  };
  function find(): AskedAtRunTime {
    const scopes = new Set<string>();
    let isAny = false;
    const visit = (node: ts.Node): void => {
      const asked = askedAt(node);
      if (asked === 'any') isAny = true;
      else for (const scope of asked) scopes.add(scope);
      ts.forEachChild(node, visit);
    };
    for (const source of sources) visit(source);
    return { scopes, isAny };
  }

  /** Gives what a node asks for; `any` where it cannot be read. */
  function askedAt(node: ts.Node): Iterable<string> | 'any' {
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent))
      return asksBy(checker.getTypeAtLocation(node.parent), node.propertyName ?? node.name) ? 'any' : [];
    if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return [];
    const name = ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression;
    if (!asksBy(checker.getTypeAtLocation(node.expression), name)) return [];
    const { parent } = node;
    return ts.isCallExpression(parent) && parent.expression === node ? askedBy(parent) : 'any';
  }

  /** Tells whether a member of a type asks for scopes, or reads what a grant holds. */
  function asksBy(type: ts.Type, name: ts.Node): boolean {
    const object = checker.getNonNullableType(checker.getBaseConstraintOfType(type) ?? type);
    const isGrant = types.grant(object) !== undefined;
    const text = nameOf(name);
    if (text === undefined)
      return isGrant || [...members].some((each) => isOfLibrary(checker.getPropertyOfType(object, each)));
    const property = checker.getPropertyOfType(object, text);
    return isOfLibrary(property) && (isGrant || members.has(text));
  }

  function nameOf(name: ts.Node): string | undefined {
    if (ts.isComputedPropertyName(name)) return nameOf(name.expression);
    const isName = ts.isIdentifier(name) || ts.isPrivateIdentifier(name);
    if (isName && !ts.isElementAccessExpression(name.parent) && !ts.isComputedPropertyName(name.parent))
      return name.text;
    const type = checker.getTypeAtLocation(name);
    return type.isStringLiteral() ? type.value : undefined;
  }

  /** Gives what a call of a member of a grant, a vocabulary or a route table asks for. */
  function askedBy(call: ts.CallExpression): Iterable<string> | 'any' {
    const declaration = checker.getResolvedSignature(call)?.getDeclaration() as
      | ts.SignatureDeclaration
      | undefined;
    const parameters = declaration && parametersOf(declaration);
    if (parameters === undefined || call.arguments.some(ts.isSpreadElement)) return 'any';
    const place = Math.min(parameters.length, 2) - 1;
    const argument = call.arguments[place];
    if (argument === undefined) return 'any';
    if (parameters[place]?.name.getText() !== 'route') return named(argument);
    const routes = types.literals(checker.getTypeAtLocation(argument));
    return routes === undefined ? 'any' : routes.flatMap(scopesOf);
  }
  function named(argument: ts.Expression): Iterable<string> | 'any' {
    if (!ts.isArrayLiteralExpression(argument))
      return types.requirement(checker.getTypeAtLocation(argument)).scopes ?? 'any';
    const all = argument.elements.map(named);
    return all.includes('any') ? 'any' : all.flatMap((each) => [...each]);
  }
}
