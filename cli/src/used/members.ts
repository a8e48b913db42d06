/** What the members of objects may be: as they are declared, and as they are written again. */
import ts from 'typescript';
import { append, type FunctionWithBody, hasBody } from './references.js';

/** What a member of some name may be. */
export interface Member {
  /** Its code, or the expression that it is given; none where that cannot be read. */
  readonly value: FunctionWithBody | ts.Expression | ts.ShorthandPropertyAssignment | undefined;
  /** Whether it replaces a member of an object that is made already. */
  readonly isWritten: boolean;
  /** The member, where it is declared as one. */
  readonly declaration: ts.NamedDeclaration | undefined;
}

/** Finds the members of a program. */
export interface Members {
  /** Gives what the member that an expression reads may be, beside what it is declared as. */
  readonly standIns: (
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: string,
  ) => readonly Member[];
  /** Tells whether a decorator of the project may put another function in the place of a member. */
  readonly isDecorated: (member: ts.Node) => boolean;
}

const unreadable: Member = { value: undefined, isWritten: true, declaration: undefined };

/** The functions of JavaScript that write members by their names. */
const writers = new Set(['assign', 'defineProperty', 'defineProperties', 'set', 'setPrototypeOf']);

const isAssignment = ({ kind }: ts.BinaryOperatorToken): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** Makes what finds members. */
export function createMembers(checker: ts.TypeChecker, sources: readonly ts.SourceFile[]): Members {
  const byName = new Map<string, Member[]>();
  /** What is written under a name that is worked out. */
  const ofAnyName: Member[] = [];
  const classes: ts.ClassLikeDeclaration[] = [];
  let isRead = false;

  const add = (names: readonly string[] | undefined, member: Member): void => {
    if (names === undefined) ofAnyName.push(member);
    for (const name of names ?? []) append(byName, name, member);
  };
  /** Gives the names that an expression stands for. */
  const namesOf = (key: ts.Node | undefined): readonly string[] | undefined => {
    if (key === undefined) return undefined;
    const type = checker.getTypeAtLocation(key);
    const parts = type.isUnion() ? type.types : [type];
    const names = parts.map((part) =>
      part.isStringLiteral() || part.isNumberLiteral() ? String(part.value) : undefined,
    );
    return names.every((name) => name !== undefined) ? names : undefined;
  };
  const namesOfMember = (name: ts.PropertyName): readonly string[] | undefined =>
    ts.isComputedPropertyName(name) ? namesOf(name.expression) : [name.text];

  const addTarget = (target: ts.Node, value: ts.Expression | undefined): void => {
    const member: Member = { value, isWritten: true, declaration: undefined };
    if (ts.isPropertyAccessExpression(target)) add([target.name.text], member);
    else if (ts.isElementAccessExpression(target)) add(namesOf(target.argumentExpression), member);
    else if (ts.isParenthesizedExpression(target)) addTarget(target.expression, value);
    else if (ts.isObjectLiteralExpression(target) || ts.isArrayLiteralExpression(target))
      ts.forEachChild(target, addPattern);
  };
  /** Adds what stands in the pattern of an assignment. */
  const addPattern = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node)) addPattern(node.initializer);
    else if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) addPattern(node.expression);
    else if (ts.isBinaryExpression(node)) addPattern(node.left);
    else addTarget(node, undefined);
  };

  const addCall: (call: ts.CallExpression) => void = (call) => {
    const declaration = checker.getResolvedSignature(call)?.getDeclaration() as
      | ts.SignatureDeclaration
      | undefined;
    const name = declaration?.name?.getText();
    if (name === undefined || !writers.has(name) || !isOfLanguage(declaration)) return;
    const [target, key, ...others] = call.arguments;
    if (name === 'defineProperty' || name === 'set') return add(namesOf(key), unreadable);
    if (name === 'setPrototypeOf') return add(undefined, unreadable);
    // A new object has no members yet: those it gets are declared elsewhere.
    if (name === 'assign' && target && ts.isObjectLiteralExpression(target)) return;
    for (const source of [key, ...others]) if (source) addSource(source);
  };
  const addSource = (source: ts.Expression): void => {
    const type = checker.getTypeAtLocation(source);
    const isClosed =
      (type.flags & ts.TypeFlags.Object) !== 0 &&
      checker.getIndexInfosOfType(type).length === 0 &&
      !ts.isSpreadElement(source);
    add(isClosed ? checker.getPropertiesOfType(type).map(({ name }) => name) : undefined, unreadable);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken)) addTarget(node.left, node.right);
    else if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && ts.isExpression(node.initializer))
      addTarget(node.initializer, undefined);
    else if (ts.isCallExpression(node)) addCall(node);
    else if (ts.isClassLike(node)) classes.push(node);
    else addDeclaration(node);
    ts.forEachChild(node, visit);
  };
  const addDeclaration = (node: ts.Node): void => {
    const member = (value: Member['value']): Member => ({
      value,
      isWritten: false,
      declaration: node as ts.NamedDeclaration,
    });
    if (ts.isMethodDeclaration(node)) {
      if (hasBody(node)) add(namesOfMember(node.name), member(node));
    } else if (ts.isGetAccessorDeclaration(node)) add(namesOfMember(node.name), member(undefined));
    else if (ts.isPropertyAssignment(node)) add(namesOfMember(node.name), member(node.initializer));
    else if (ts.isShorthandPropertyAssignment(node)) add([node.name.text], member(node));
    else if (ts.isPropertyDeclaration(node)) {
      if (node.initializer) add(namesOfMember(node.name), member(node.initializer));
    } else if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent))
      if (ts.isIdentifier(node.name)) add([node.name.text], member(undefined));
  };
  const read = (): void => {
    if (isRead) return;
    isRead = true;
    for (const source of sources) visit(source);
  };

  /** Tells whether a receiver is one object, whose members are where it is written. */
  const literalOf = (receiver: ts.Expression): ts.ObjectLiteralExpression | undefined => {
    const symbol = symbolOf(receiver);
    const declaration = symbol?.valueDeclaration;
    let initializer: ts.Expression | undefined;
    if (ts.isIdentifier(receiver) && declaration && ts.isVariableDeclaration(declaration)) {
      if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0 || declaration.type)
        return undefined;
      initializer = declaration.initializer;
    } else if (ts.isPropertyAccessExpression(receiver)) {
      if (literalOf(receiver.expression) === undefined) return undefined;
      const written = [...(byName.get(receiver.name.text) ?? []), ...ofAnyName];
      if (written.some(({ isWritten }) => isWritten)) return undefined;
      if (declaration && ts.isPropertyAssignment(declaration)) initializer = declaration.initializer;
    }
    while (initializer && ts.isAsExpression(initializer) && ts.isConstTypeReference(initializer.type))
      initializer = initializer.expression;
    return initializer &&
      ts.isObjectLiteralExpression(initializer) &&
      !initializer.properties.some(ts.isSpreadAssignment)
      ? initializer
      : undefined;
  };
  const symbolOf = (node: ts.Node): ts.Symbol | undefined => {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  };

  const instanceOf = (owner: ts.ClassLikeDeclaration): ts.Type =>
    checker.getDeclaredTypeOfSymbol(checker.getTypeAtLocation(owner).symbol);
  const isBelow = (type: ts.Type, symbol: ts.Symbol): boolean =>
    type.symbol === symbol || (type.getBaseTypes() ?? []).some((base) => isBelow(base, symbol));

  /** Tells whether an object of a class, or of one below it, may be where a type is expected. */
  const mayBe = (owner: ts.ClassLikeDeclaration, expected: ts.Type): boolean => {
    const { symbol } = instanceOf(owner);
    return classes.some(
      (each) =>
        (each === owner || isBelow(instanceOf(each), symbol)) &&
        (isGeneric(each) || extendsAny(each) || checker.isTypeAssignableTo(instanceOf(each), expected)),
    );
  };
  /** Tells whether a class extends what a type parameter stands for. */
  const extendsAny = (owner: ts.ClassLikeDeclaration): boolean =>
    owner.heritageClauses?.some(
      ({ token, types }) =>
        token === ts.SyntaxKind.ExtendsKeyword &&
        types.some(
          ({ expression }) =>
            checker.getTypeAtLocation(expression).flags & (ts.TypeFlags.Instantiable | ts.TypeFlags.Any),
        ),
    ) === true;

  const standIns: Members['standIns'] = (access, name) => {
    read();
    const { expression: receiver } = access;
    const all = [...(byName.get(name) ?? []), ...ofAnyName];
    const isOne = literalOf(receiver) !== undefined;
    const expected = checker.getNonNullableType(checker.getTypeAtLocation(access));
    const found = checker.getNonNullableType(checker.getTypeAtLocation(receiver));
    const object = checker.getBaseConstraintOfType(found) ?? found;
    return all.filter((member) => {
      if (member.isWritten ? member.value === undefined : isOne) return member.isWritten;
      const node = member.declaration ?? member.value;
      if (node === undefined || isGeneric(node)) return true;
      const owner = member.declaration?.parent;
      if (owner && ts.isClassLike(owner) && !isStatic(member.declaration) && !mayBe(owner, object))
        return false;
      return checker.isTypeAssignableTo(typeOf(member, node), expected);
    });
  };
  const typeOf = ({ value }: Member, node: ts.Node): ts.Type => {
    if (value === undefined || !ts.isShorthandPropertyAssignment(value))
      return checker.getTypeAtLocation(value && !hasBody(value) ? value : node);
    const symbol = checker.getShorthandAssignmentValueSymbol(value);
    return symbol ? checker.getTypeOfSymbol(symbol) : checker.getTypeAtLocation(value);
  };

  const isDecorated: Members['isDecorated'] = (member) => {
    const nodes = [member, member.parent].filter(ts.canHaveDecorators);
    return nodes.flatMap((node) => ts.getDecorators(node) ?? []).some(({ expression }) => isOwn(expression));
  };
  /** Tells whether an expression has a function of the project, or one that is not known. */
  const isOwn = (node: ts.Node): boolean => {
    if (ts.isIdentifier(node)) {
      const declaration = symbolOf(node)?.declarations?.[0];
      const type = checker.getTypeAtLocation(node);
      const isFunction = type.getCallSignatures().length > 0 || (type.flags & ts.TypeFlags.Any) !== 0;
      return isFunction && declaration?.getSourceFile().isDeclarationFile !== true;
    }
    return hasBody(node) || ts.forEachChild(node, isOwn) === true;
  };

  return { standIns, isDecorated };
}

/** Tells whether a declaration is of `Object` or `Reflect`. */
const isOfLanguage = (declaration: ts.Node | undefined): boolean => {
  const parent = declaration?.parent;
  const owner = parent && ts.isModuleBlock(parent) ? parent.parent : parent;
  return (
    declaration?.getSourceFile().isDeclarationFile === true &&
    owner !== undefined &&
    (ts.isInterfaceDeclaration(owner) || ts.isModuleDeclaration(owner)) &&
    ['ObjectConstructor', 'Reflect'].includes(owner.name.text)
  );
};

const isStatic = (member: ts.Declaration | undefined): boolean =>
  member !== undefined && (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;

/** Tells whether a type parameter may stand in the type of a node. */
const isGeneric = (node: ts.Node): boolean => {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent)
    if ((ts.isFunctionLike(at) || ts.isClassLike(at)) && at.typeParameters?.length) return true;
  return false;
};
