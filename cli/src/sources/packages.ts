import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** A work tree, and the copy of one of its revisions. */
interface Trees {
  readonly work: string;
  readonly copy: string;
}

/**
 * Lets the copy of a revision import the packages that are installed in the work tree. A package of the repository
 * itself, which a workspace links into node_modules, is the one of the revision: else a revision would be read with the
 * scopes of today.
 *
 * @param folders those folders of the copy that have a package.json, relative to it.
 */
export function linkPackages(trees: Trees, folders: readonly string[]): void {
  const outer = ancestorsOf(trees.work).find((folder) => existsSync(join(folder, 'node_modules')));
  // Node.js looks there for what it does not find in the copy.
  if (outer !== undefined)
    linkEach(join(outer, 'node_modules'), join(dirname(trees.copy), 'node_modules'), trees);
  for (const folder of new Set(['', ...folders])) {
    const installed = join(trees.work, folder, 'node_modules');
    if (existsSync(installed)) linkEach(installed, join(trees.copy, folder, 'node_modules'), trees);
  }
}

function linkEach(installed: string, links: string, trees: Trees): void {
  mkdirSync(links, { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name.startsWith('.')) continue;
    const from = join(installed, name);
    const to = join(links, name);
    if (name.startsWith('@') && !lstatSync(from).isSymbolicLink()) linkEach(from, to, trees);
    else if (existsSync(from) && !existsSync(to)) symlinkSync(targetOf(from, trees), to, 'junction');
  }
}

function targetOf(link: string, { work, copy }: Trees): string {
  const target = realpathSync(link);
  const place = relative(work, target).split(sep);
  const isOfRepository = place[0] !== '..' && !place.includes('node_modules');
  const inCopy = join(copy, ...place);
  return isOfRepository && existsSync(inCopy) ? inCopy : target;
}

function ancestorsOf(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...ancestorsOf(above)];
}
