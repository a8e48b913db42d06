import { Failure } from '../failure.js';

/** Where something stands in a file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A file of a document. */
export interface DocumentFile {
  /** Its path from the current folder. */
  readonly name: string;
  /** Its absolute path, symbolic links resolved. */
  readonly path: string;
  /** Its text, without a byte order mark. */
  readonly text: string;
  /** Finds where the value that keys lead to stands: its last key, or an element of a list itself. */
  readonly positionOf: (keys: readonly string[]) => Position;
}

/** A value of a document, with where it stands. */
export interface Node {
  readonly file: DocumentFile;
  readonly value: unknown;
  /** The value that holds it. The value of a whole file has none. */
  readonly parent?: Node;
  /** Its key, or its index, in the value that holds it. */
  readonly key?: string;
}

/** Gives the keys that lead to a node from the value of its file. */
export function pathOf(node: Node): readonly string[] {
  const keys: string[] = [];
  for (let at: Node | undefined = node; at?.key !== undefined; at = at.parent) keys.push(at.key);
  return keys.reverse();
}

/** Gives the JSON pointer (RFC 6901) of a node in its file: `/paths/~1contacts/get`. */
export const pointerOf = (node: Node): string =>
  pathOf(node)
    .map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');

/** Finds where a node stands: its key, or its value for an element of a list. */
export const positionOf = (node: Node): Position => node.file.positionOf(pathOf(node));

/** Makes the failure of a wrong value: one line with its place. */
export function failureAt(node: Node, reason: string): Failure {
  const { file, line, column } = positionOf(node);
  return new Failure(`${file}:${line}:${column}: ${reason}`);
}

/** Tells whether a value is an object of JSON. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * Gives the fields of an object. A map, so that no name such as `__proto__` is special.
 *
 * @throws Failure where it is no object; `what` names it.
 */
export function fieldsOf(node: Node, what: string): Map<string, Node> {
  const { file, value } = node;
  if (!isRecord(value)) throw failureAt(node, `${what} is not an object`);
  return new Map(Object.keys(value).map((key) => [key, { file, value: value[key], parent: node, key }]));
}

/**
 * Gives the elements of a list.
 *
 * @throws Failure where it is no list; `what` names it.
 */
export function elementsOf(node: Node, what: string): readonly Node[] {
  const { file, value } = node;
  if (!Array.isArray(value)) throw failureAt(node, `${what} is not a list`);
  return value.map((element: unknown, i) => ({ file, value: element, parent: node, key: String(i) }));
}

/**
 * Gives a text.
 *
 * @throws Failure where it is no text; `what` names it.
 */
export function textOf(node: Node, what: string): string {
  if (typeof node.value !== 'string') throw failureAt(node, `${what} is not a text`);
  return node.value;
}

/** Gives a field or an element, or nothing where there is none. */
export function childOf(node: Node, key: string): Node | undefined {
  const { file, value } = node;
  const isThere = Array.isArray(value) ? /^\d+$/.test(key) && Number(key) < value.length : isRecord(value);
  if (!isThere || !Object.hasOwn(Object(value), key)) return undefined;
  return { file, value: Reflect.get(Object(value), key), parent: node, key };
}
