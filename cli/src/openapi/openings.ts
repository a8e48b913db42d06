/** Which routes of a table would answer requests of operations that the table leaves out. */
import { parseRoute, type Segment } from '../../../src/routes/router.js';
import type { Operation } from './document.js';
import type { Needs } from './needs.js';
import { isAsStrict } from './strictness.js';

/** An operation, with what it requires. */
export interface OperationNeeds {
  readonly operation: Operation;
  /** The path of its server and its own. */
  readonly template: string;
  readonly needs: Needs;
}

/** An operation that is a route: `GET /users/:id`. */
export interface RoutedOperation extends OperationNeeds {
  readonly route: string;
}

/** A route that would answer requests of an operation that is left out, and lets in others than that does. */
export interface Opening {
  readonly route: RoutedOperation;
  readonly closed: OperationNeeds;
}

/**
 * Finds the routes that would open what a document closes: they match requests of an operation that is left out, and
 * let in who may not call that. A route that is found is left out itself, so that its own requests are looked at as well.
 * Where it is in doubt whether a request is one of both, it is.
 */
export function findOpenings(
  routes: readonly RoutedOperation[],
  leftOut: readonly OperationNeeds[],
): readonly Opening[] {
  const tree = createTree();
  for (const route of routes) tree.add(route);
  const openings: Opening[] = [];
  const queue = [...leftOut];
  for (const closed of queue) {
    if (closed.needs.kind === 'open' || closed.needs.kind === 'optional') continue;
    for (const route of tree.answering(closed)) {
      if (isAsStrict(route.needs, closed.needs)) continue;
      tree.remove(route);
      openings.push({ route, closed });
      queue.push(route);
    }
  }
  return openings;
}

/** A place in the tree of paths, as in a router. */
interface TreeNode {
  readonly literals: Map<string, TreeNode>;
  readonly parameters: Map<string, ParameterNode>;
  /** The routes that end here, and those that have the rest of the path below. */
  readonly ends: Set<RoutedOperation>;
  readonly rests: Set<RoutedOperation>;
}
interface ParameterNode extends TreeNode, Segment {}

const createNode = (): TreeNode => ({
  literals: new Map(),
  parameters: new Map(),
  ends: new Set(),
  rests: new Set(),
});

/** Keeps the routes of a table by their segments. */
function createTree() {
  const root = createNode();
  const placeOf = (route: string): Set<RoutedOperation> => {
    let node = root;
    for (const segment of parseRoute(route).segments) {
      if (segment.name === '*') return node.rests;
      node = nextNode(node, segment);
    }
    return node.ends;
  };
  return {
    add: (route: RoutedOperation): void => void placeOf(route.route).add(route),
    remove: (route: RoutedOperation): void => void placeOf(route.route).delete(route),
    /** Gives the routes that may answer requests of an operation, except those that the document means for them. */
    answering: (closed: OperationNeeds): ReadonlySet<RoutedOperation> => {
      const found = new Set<RoutedOperation>();
      const { method } = closed.operation;
      for (const pattern of patternsOf(closed.template))
        walk(root, pattern, (routes, { isWithin, isNarrower }) => {
          for (const route of routes) {
            const other = route.operation.method;
            // A more concrete path comes first, and HEAD of the same path is another operation.
            const isMeant = isWithin && (isNarrower || (method === 'GET' && other === 'HEAD'));
            if (!isMeant && shareRequests(method, other)) found.add(route);
          }
        });
      return found;
    },
  };
}

function nextNode(node: TreeNode, { before, name, after }: Segment): TreeNode {
  if (name === undefined) {
    const next = node.literals.get(after) ?? createNode();
    node.literals.set(after, next);
    return next;
  }
  const key = `${before}:${after}`;
  const next = node.parameters.get(key) ?? { before, name, after, ...createNode() };
  node.parameters.set(key, next);
  return next;
}

/** Tells whether the routes of two methods have requests in common: GET answers HEAD, too. */
const shareRequests = (one: string, other: string): boolean =>
  one === other || (one === 'GET' && other === 'HEAD') || (one === 'HEAD' && other === 'GET');

/** What requests the path of an operation has, whether or not a table can spell it. */
interface Pattern {
  /** Of each segment, the texts around its parameters, decoded. One text is no parameter, two are one. */
  readonly segments: readonly (readonly string[])[];
  /** Whether any segments may follow; `rest` where the path says that all do. */
  readonly end: 'closed' | 'unknown' | 'rest';
}

/** How the requests of a route lie to those of a pattern. */
interface Relation {
  /** Whether all of them are requests of the pattern. */
  readonly isWithin: boolean;
  /** Whether they are more concrete at some segment. */
  readonly isNarrower: boolean;
}

type Visit = (routes: ReadonlySet<RoutedOperation>, relation: Relation) => void;

const outside: Relation = { isWithin: false, isNarrower: false };

/** Visits the routes that have requests in common with a pattern. */
function walk(root: TreeNode, { segments, end }: Pattern, visit: Visit): void {
  const steps = [{ node: root, place: 0, relation: { isWithin: true, isNarrower: false } }];
  for (let step = steps.pop(); step; step = steps.pop()) {
    const { node, place, relation } = step;
    const texts = segments[place];
    const go = (next: TreeNode, to: Relation) => steps.push({ node: next, place: place + 1, relation: to });
    if (texts === undefined && end !== 'closed') {
      const below = end === 'rest' ? { ...relation, isNarrower: true } : outside;
      visit(node.rests, below);
      visit(node.ends, below);
      for (const next of node.literals.values()) go(next, below);
      for (const next of node.parameters.values()) go(next, below);
      continue;
    }
    visit(node.rests, outside);
    if (texts === undefined) {
      visit(node.ends, relation);
      continue;
    }
    const [only = '', ...more] = texts;
    if (more.length === 0) {
      const literal = node.literals.get(only);
      if (literal) go(literal, relation);
    } else
      for (const [text, next] of node.literals)
        if (fitsTexts(text, texts)) go(next, { ...relation, isNarrower: true });
    for (const next of node.parameters.values())
      if (mayFit(texts, next)) go(next, isSame(texts, next) ? relation : outside);
  }
}

/** Tells whether a text has the texts around parameters, one after the other. */
function fitsTexts(text: string, texts: readonly string[]): boolean {
  const [first = '', last = ''] = [texts[0], texts.at(-1)];
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const middle of texts.slice(1, -1)) {
    const found = text.indexOf(middle, at);
    if (found < 0) return false;
    at = found + middle.length;
  }
  return text.length - last.length >= at;
}

/** Tells whether a segment of an operation may be one that the parameter of a route takes. */
function mayFit(texts: readonly string[], { before, after }: Segment): boolean {
  const [first = '', last = ''] = [texts[0], texts.at(-1)];
  if (texts.length === 1) return first.startsWith(before) && first.endsWith(after);
  return (
    (first.startsWith(before) || before.startsWith(first)) && (last.endsWith(after) || after.endsWith(last))
  );
}

const isSame = (texts: readonly string[], { before, after }: Segment): boolean =>
  texts.length === 2 && texts[0] === before && texts[1] === after;

/** Reads what requests a path has, in each way that it may be meant. */
function patternsOf(template: string): readonly Pattern[] {
  const segments: (readonly string[])[] = [];
  const parts = partsOf(template);
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    const texts = part
      .replace(/\{[^{}]*\}/g, '{}')
      .split('{}')
      .map(decode);
    const [only = ''] = texts;
    if (isLast && part === '*')
      return [
        { segments: [...segments, [part]], end: 'closed' },
        { segments, end: 'rest' },
      ];
    if (isLast && /^\{(?:\+[^{}]*|[^{}]*[+*])\}$/.test(part)) return [{ segments, end: 'rest' }];
    if (isUnknown(part)) return [{ segments, end: 'unknown' }];
    if (texts.length > 1) segments.push(texts);
    // Clients resolve dot segments, and some servers skip empty ones.
    else if (only === '..') segments.pop();
    else if (only !== '.' && (only !== '' || isLast)) segments.push(only.startsWith(':') ? ['', ''] : texts);
  }
  return [{ segments, end: 'closed' }];
}

/** Stands for a slash, a `?` or a `#` in braces. */
const masked = '\0';

/** Splits a path at its slashes, without a query and a fragment, also of an expression: `/a{?b}`. */
function partsOf(template: string): readonly string[] {
  const marked = template.replace(/\{[^{}]*\}/g, (whole) =>
    /^\{[?#&]/.test(whole) ? '?' : whole.replace(/[/?#]/g, masked),
  );
  const [path = ''] = marked.split(/[?#]/, 1);
  return path === '/' ? [] : path.slice(1).split('/');
}

/** Tells whether a part may stand for none or several segments, or for what is not known. */
const isUnknown = (part: string): boolean =>
  part.includes('*') ||
  part.includes(masked) ||
  /[{}]/.test(part.replace(/\{[^{}]*\}/g, '')) ||
  /\{(?:[+.;]|[^{}]*\+\})/.test(part);

/** Decodes a text as far as it can be. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
