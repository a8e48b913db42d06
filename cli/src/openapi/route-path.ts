import { methods, parseRoute, type Segment } from '../../../src/routes/router.js';

/** A path of OpenAPI as a route table has it, or why no table can have it. */
export type RoutePath =
  | {
      readonly path: string;
      /** What tells requests apart: two paths of the same shape match the same requests. */
      readonly shape: string;
      readonly renamed: readonly Renamed[];
    }
  | { readonly refused: string };

/** A parameter whose name a route table does not take. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** Tells whether a route can have a method. */
export const isRouteMethod = (method: string): boolean => methods.includes(method);

/** Tells whether requests of a method only look at things. */
export const isReading = (method: string): boolean => ['GET', 'HEAD', 'QUERY'].includes(method);

/**
 * Spells a path template of OpenAPI, `/contacts/{id}`, as a route table does: `/contacts/:id`.
 *
 * @param template the path of the server and the path of the document, one after the other.
 */
export function routePathOf(template: string): RoutePath {
  if (template.includes('#')) return { refused: 'a # begins a fragment, which no request has' };
  if (template.includes('?')) return { refused: 'a ? begins a query, which is no part of a path' };
  const names = new Set<string>();
  const renamed: Renamed[] = [];
  const parts = template === '/' ? [] : template.slice(1).split('/');
  const segments: Segment[] = [];
  for (const [i, part] of parts.entries()) {
    const read = readSegment(part, i === parts.length - 1);
    if (typeof read === 'string') return { refused: read };
    if (read.name === undefined || read.name === '*') {
      if (read.from !== undefined) renamed.push({ from: read.from, to: '*' });
      segments.push(read);
      continue;
    }
    const name = freeName(read.name, names);
    if (name !== read.from) renamed.push({ from: read.from ?? '', to: name });
    segments.push({ before: read.before, name, after: read.after });
  }
  const path = `/${segments.map(spell).join('/')}`;
  const fault = faultOf(path, segments);
  return fault === undefined ? { path, shape: shapeOf(segments), renamed } : { refused: fault };
}

interface ReadSegment extends Segment {
  /** The name of the parameter in the document. */
  readonly from?: string;
}

function readSegment(part: string, isLast: boolean): ReadSegment | string {
  const pieces = part.split(/\{([^{}]*)\}/);
  const [before = '', from, after = '', ...more] = pieces;
  if (more.length > 0) return 'a segment has one parameter at most';
  if (/[{}]/.test(before + after)) return 'a brace without its other one';
  if (part === '*' && isLast)
    return 'a * is text here, and the rest of a path in a route table; {rest+} is the rest of a path';
  if (from === undefined) return { before: '', name: undefined, after: part };
  if (/^[?&#;/.]|^$/.test(from)) return `{${from}} is an expression, not a parameter`;
  // Amazon API Gateway and others spell the rest of a path as {proxy+}.
  if (/[+*]$|^\+/.test(from)) {
    if (isLast && before + after === '') return { before: '', name: '*', after: '', from };
    return `{${from}} is the rest of a path, which ends there`;
  }
  return { before, name: from.replace(/\W/g, '_').replace(/^(?=\d)/, '_'), after, from };
}

/** Gives a name that no other parameter of the path has. */
function freeName(name: string, names: Set<string>): string {
  let free = name;
  for (let i = 2; names.has(free); i++) free = `${name}_${i}`;
  names.add(free);
  return free;
}

const spell = ({ before, name, after }: Segment): string =>
  name === undefined ? after : name === '*' ? '*' : `${before}:${name}${after}`;

/** Gives the shape of a route of a table, with its method: `GET contacts/{}`. */
export function shapeOfRoute(route: string): string {
  const { method, segments } = parseRoute(route);
  return `${method} ${shapeOf(segments)}`;
}

const shapeOf = (segments: readonly Segment[]): string =>
  segments
    .map(({ before, name, after }) => (name === '*' ? '*' : name ? `${before}{}${after}` : after))
    .join('/');

/** Says why a route table would refuse a path, or read it in another way. */
function faultOf(path: string, segments: readonly Segment[]): string | undefined {
  const route = `GET ${path}`;
  try {
    const parsed = parseRoute(route).segments;
    const isSame = segments.every(
      (segment, i) => spell(segment) === spell(parsed[i] ?? empty) && sameName(segment, parsed[i]),
    );
    return isSame && parsed.length === segments.length
      ? undefined
      : 'the text beside the parameter would be a part of its name';
  } catch (error) {
    if (error instanceof TypeError) return error.message.slice(route.length + 2);
    throw error;
  }
}
const empty: Segment = { before: '', name: undefined, after: '' };
const sameName = (one: Segment, other: Segment | undefined): boolean =>
  (one.name ?? '') === (other?.name ?? '');
