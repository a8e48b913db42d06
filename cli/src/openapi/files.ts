import { isUtf8 } from 'node:buffer';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Source } from '@redocly/openapi-core';
import { Failure, fail, unreadable } from '../failure.js';
import { checkKind } from '../readers/kind.js';
import { childOf, type DocumentFile, failureAt, type Node, textOf } from './node.js';
import { createFinder, type FindPosition } from './positions.js';

/** The most bytes that the files of a document have together: they are held in memory. */
const mostBytes = 100 * 1024 * 1024;

/** The longest chain of references. */
const mostFollowed = 100;

type Parse = Parameters<Source['getAst']>[0];
type SyntaxTree = ReturnType<Parse>;

/** The files of a document: each is read once, when a reference leads to it. Nothing is fetched. */
export interface DocumentFiles {
  /** Reads the file that was asked for; `text` stands in the place of what it holds. */
  readonly read: (file: string, text?: string) => Node;
  /**
   * Follows a node that is a reference, `{ $ref }`, and what that refers to; another node is given back.
   *
   * @throws Failure at the reference, where it leads nowhere, out of the folder, to a URL, or in a circle.
   */
  readonly follow: (node: Node) => Node;
  /** Follows a reference (RFC 3986) that stands in a node. */
  readonly resolve: (reference: string, from: Node) => Node;
}

/** Makes what reads the files of a document. */
export async function createFiles(): Promise<DocumentFiles> {
  // It takes longer to load than other commands take to run.
  const { getLineColLocation, makeDocumentFromString, YamlParseError } = await import(
    '@redocly/openapi-core'
  );
  const treeOf = (source: Source) => {
    let tree: SyntaxTree | undefined;
    // A key that stands twice was refused before. To look for it again takes long where an object has many.
    const load = (parse: Parse) => parse(source.body, { ignoreDuplicateKeys: true });
    source.getAst = (parse) => {
      tree ??= load(parse);
      return tree;
    };
    getLineColLocation({ source, pointer: '#/' });
    // A text without any value has no tree.
    return tree;
  };
  const nodes = new Map<string, Node>();
  let folders: readonly string[] = [];
  let bytes = 0;

  const parse = (name: string, path: string, given?: string): Node => {
    const text = given ?? readText(name, path, mostBytes - bytes);
    bytes += Buffer.byteLength(text);
    try {
      const { parsed, source } = makeDocumentFromString(text, name);
      let find: FindPosition | undefined;
      const positionOf: DocumentFile['positionOf'] = (keys) => {
        find ??= createFinder(text, treeOf(source));
        return { file: name, ...find(keys) };
      };
      return { file: { name, path, text, positionOf }, value: parsed };
    } catch (error) {
      if (!(error instanceof YamlParseError)) throw error;
      throw new Failure(`${name}:${error.line || 1}:${error.col || 1}: ${reasonOf(error.message)}`);
    }
  };
  const load = (name: string, path: string, text?: string): Node => {
    const known = nodes.get(path);
    if (known) return known;
    const node = parse(name, path, text);
    nodes.set(path, node);
    return node;
  };

  const resolveReference = (reference: string, from: Node): Node => {
    const [address = '', fragment = ''] = splitAt(reference, '#');
    if (/^[a-z][a-z\d+.-]+:|^\/\//i.test(address))
      throw failureAt(from, `a reference to a URL, which is not fetched: ${address}`);
    const root = address === '' ? rootOf(from) : loadReferred(decoded(address), from);
    return descend(root, fragment, from);
  };
  const loadReferred = (address: string, from: Node): Node => {
    const path = realPath(resolve(dirname(from.file.path), address));
    if (path === undefined) throw failureAt(from, `a reference to ${address}: no such file`);
    if (!folders.some((folder) => isInside(folder, path)))
      throw failureAt(from, `a reference to ${address}, outside the folder of the document`);
    return load(relative(process.cwd(), path), path);
  };
  const descend = (root: Node, fragment: string, from: Node): Node => {
    if (fragment !== '' && !fragment.startsWith('/'))
      throw failureAt(from, `a reference to the anchor #${fragment}: write a JSON pointer`);
    let node = root;
    for (const part of fragment.split('/').slice(1)) {
      const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      const next = childOf(node, key) ?? childOf(followFrom(node, from), key);
      if (next === undefined) throw failureAt(from, `a reference to #${fragment}: nothing is there`);
      node = next;
    }
    return node;
  };

  /** The references that are being followed: one of them again is a circle. */
  const following = new Set<unknown>();
  const followFrom = (node: Node, from: Node): Node => {
    const reference = childOf(node, '$ref');
    if (reference === undefined) return node;
    if (following.has(node.value)) throw failureAt(from, 'a reference that leads in a circle');
    if (following.size === mostFollowed)
      throw failureAt(from, `a chain of more than ${mostFollowed} references`);
    following.add(node.value);
    try {
      const next = resolveReference(textOf(reference, '$ref'), reference);
      return followFrom(next, reference);
    } finally {
      following.delete(node.value);
    }
  };

  return {
    read: (file, text) => {
      const path = realPath(resolve(file));
      if (path === undefined) return fail(`${file}: no such file`);
      folders = [dirname(path), realPath(process.cwd()) ?? process.cwd()];
      return load(file, path, text);
    },
    follow: (node) => followFrom(node, node),
    resolve: resolveReference,
  };
}

function readText(name: string, path: string, most: number): string {
  try {
    const about = statSync(path);
    checkKind(name, about);
    if (about.size > most) return fail(`${name}: more than 100 MB`);
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? bytes.toString('utf8').replace(/^\ufeff/, '') : fail(`${name}: not UTF-8`);
  } catch (error) {
    throw unreadable(name, error);
  }
}

/** Says in few words why a text is no YAML and no JSON; what the parser quotes of the text is left out. */
function reasonOf(message: string): string {
  const reason = message.replace(/ in ".*?"(?= \()/, '').replace(/ \(\d+:\d+\)$/, '');
  return `not valid JSON or YAML: ${reason.replace(/"[^"]*"|'[^']*'|<[^>]*>/g, '…')}`;
}

const rootOf = (node: Node): Node => (node.parent === undefined ? node : rootOf(node.parent));

const splitAt = (text: string, separator: string): readonly string[] => {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const realPath = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
};
