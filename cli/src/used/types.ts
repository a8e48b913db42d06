/** What types say: which scopes a grant proves, which a requirement names, which routes a text may be. */
import ts from 'typescript';
import type { IsLibrary } from './library.js';

/** The names of properties that lead from a value to the grant in it. `()` stands for what a call gives. */
export type Path = readonly string[];
export const called = '()';

/** The scopes that a type names. They are `undefined` where the compiler does not know them. */
export interface Named {
  readonly scopes: ReadonlySet<string> | undefined;
}

/** Reads types of one program, for one vocabulary. */
export interface TypeReader {
  /** Gives the scopes of a type that is a grant, or `undefined` for one that is none. */
  readonly grant: (type: ts.Type) => Named | undefined;
  /** Follows properties and calls. */
  readonly at: (type: ts.Type, path: Path) => ts.Type | undefined;
  /** Gives the ways from a type to the grants in it. */
  readonly paths: (type: ts.Type) => readonly Path[];
  /** Gives the scopes of a type that is a requirement. */
  readonly requirement: (type: ts.Type) => Named;
  /** Gives the texts of a type that is a literal or a union of them. */
  readonly literals: (type: ts.Type) => readonly string[] | undefined;
  /** Tells whether a type takes its grant from a route or a requirement, as the context of a handler does. */
  readonly isContext: (type: ts.Type) => boolean;
  /** Gives the routes among the arguments of a type. */
  readonly routes: (type: ts.Type) => readonly string[];
}

export interface TypeReaderOptions {
  readonly checker: ts.TypeChecker;
  readonly isLibrary: IsLibrary;
  /** The name of the vocabulary. */
  readonly vocabulary: string;
  readonly routes: ReadonlySet<string>;
}

/** The most properties of a context: objects of a framework have more. */
const mostProperties = 40;
/** How far objects within a context are looked into. */
const mostNested = 2;
const nothing = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;

export function createTypeReader({ checker, isLibrary, vocabulary, routes }: TypeReaderOptions): TypeReader {
  const isOf = (type: ts.Type, name: string): boolean =>
    type.symbol?.name === name && isLibrary(type.symbol.declarations?.[0]);
  const argumentsOf = (type: ts.Type): readonly ts.Type[] =>
    isReference(type) ? checker.getTypeArguments(type) : [];

  const grant = (type: ts.Type): Named | undefined => {
    if (type.isUnionOrIntersection())
      return joined(type.types.filter(({ flags }) => (flags & nothing) === 0).map(grant));
    if (type.flags & ts.TypeFlags.Instantiable) {
      const constraint = checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? undefined : grant(constraint);
    }
    if (!isOf(type, 'Grant')) return undefined;
    const [name, scopes] = argumentsOf(type);
    if (name === undefined || scopes === undefined) return undefined;
    if (name.isStringLiteral() && name.value !== vocabulary) return undefined;
    if (scopes.flags & ts.TypeFlags.Never) return { scopes: new Set() };
    const texts = literals(scopes);
    return { scopes: texts && new Set(texts) };
  };

  const literals = (type: ts.Type): readonly string[] | undefined => {
    if (type.isStringLiteral()) return [type.value];
    if (!type.isUnion()) return undefined;
    const texts = type.types.map((each) => (each.isStringLiteral() ? each.value : undefined));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  };

  const at = (type: ts.Type, path: Path): ts.Type | undefined => {
    let found: ts.Type = checker.getNonNullableType(type);
    for (const step of path) {
      const constraint = checker.getBaseConstraintOfType(found) ?? found;
      const inner =
        step === called
          ? checker.getSignaturesOfType(constraint, ts.SignatureKind.Call)[0]?.getReturnType()
          : propertyOf(constraint, step);
      if (inner === undefined) return undefined;
      found = checker.getNonNullableType(checker.getAwaitedType(inner) ?? inner);
    }
    return found;
  };
  const propertyOf = (type: ts.Type, name: string): ts.Type | undefined => {
    const property = checker.getPropertyOfType(type, name);
    if (property !== undefined) return checker.getTypeOfSymbol(property);
    if (!type.isUnion()) return undefined;
    const found = type.types.map((each) => propertyOf(each, name)).find((each) => each !== undefined);
    return found;
  };

  const knownPaths = new Map<ts.Type, readonly Path[]>();
  const paths = (type: ts.Type): readonly Path[] => {
    const known = knownPaths.get(type);
    if (known !== undefined) return known;
    knownPaths.set(type, []);
    const found = findPaths(type);
    knownPaths.set(type, found);
    return found;
  };
  const findPaths = (type: ts.Type, depth = 0): readonly Path[] => {
    if (grant(type)) return [[]];
    const base = checker.getBaseConstraintOfType(type) ?? type;
    if ((base.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection)) === 0) return [];
    const properties = checker.getPropertiesOfType(base);
    if (properties.length > mostProperties) return [];
    return properties.flatMap((property): readonly Path[] => {
      const inner = checker.getNonNullableType(checker.getTypeOfSymbol(property));
      if (grant(inner)) return [[property.name]];
      const direct = checker.getPropertyOfType(inner, 'grant');
      if (direct && grant(checker.getTypeOfSymbol(direct))) return [[property.name, 'grant']];
      const found = depth < mostNested && isOwn(inner) ? findPaths(inner, depth + 1) : [];
      return found.map((path) => [property.name, ...path]);
    });
  };
  /** Tells whether a type is of the project, or has no name: one of a framework has no grant. */
  const isOwn = (type: ts.Type): boolean => {
    if (checker.isArrayLikeType(type) || type.getCallSignatures().length > 0) return false;
    const declaration = type.symbol?.declarations?.[0];
    const isNamed = type.symbol !== undefined && !type.symbol.name.startsWith('__');
    return !isNamed || declaration?.getSourceFile().isDeclarationFile === false;
  };

  const requirement = (type: ts.Type): Named => {
    const texts = literals(type);
    if (texts !== undefined) return { scopes: new Set(texts) };
    if (type.isUnion()) return joined(type.types.map(requirement)) ?? { scopes: undefined };
    if (['Open', 'Optional', 'Authenticated'].some((name) => isOf(type, name))) return { scopes: new Set() };
    if (!isOf(type, 'AllOf') && !isOf(type, 'AnyOf')) return { scopes: undefined };
    const [, list] = argumentsOf(type);
    return list === undefined || !checker.isTupleType(list)
      ? { scopes: undefined }
      : (joined(argumentsOf(list).map(requirement)) ?? { scopes: undefined });
  };

  const routesOf = (type: ts.Type): readonly string[] =>
    partsOf(type).flatMap((part) =>
      [...(part.aliasTypeArguments ?? []), ...argumentsOf(part)].flatMap((each) => {
        const texts = literals(each) ?? [];
        return texts.length > 0 && texts.every((text) => routes.has(text)) ? texts : [];
      }),
    );

  /** Gives a type with what it is made of: the members of an intersection, and what an interface extends. */
  const partsOf = (type: ts.Type): readonly ts.Type[] => [
    type,
    ...(type.isUnionOrIntersection() ? type.types.flatMap(partsOf) : []),
    ...(type.isClassOrInterface() ? checker.getBaseTypes(type).flatMap(partsOf) : []),
  ];
  const isContext = (type: ts.Type): boolean =>
    routesOf(type).length > 0 ||
    partsOf(type).some(
      (part) =>
        isLibrary(part.symbol?.declarations?.[0]) ||
        (part.flags & ts.TypeFlags.Instantiable) !== 0 ||
        [...(part.aliasTypeArguments ?? []), ...argumentsOf(part)].some(
          ({ flags }) => flags & ts.TypeFlags.Instantiable,
        ),
    );

  return { grant, at, paths, requirement, literals, isContext, routes: routesOf };
}

function joined(all: readonly (Named | undefined)[]): Named | undefined {
  const found = all.filter((each) => each !== undefined);
  if (found.length === 0) return undefined;
  const scopes = new Set<string>();
  for (const each of found) {
    if (each.scopes === undefined) return { scopes: undefined };
    for (const scope of each.scopes) scopes.add(scope);
  }
  return { scopes };
}

const isReference = (type: ts.Type): type is ts.TypeReference =>
  (type.flags & ts.TypeFlags.Object) !== 0 &&
  ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
