import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { codeOf, Failure, fail } from '../failure.js';
import { makeFolder, removeFolder } from '../folders.js';
import { linkPackages } from './packages.js';

/** A file at a revision of git. */
export interface RevisionFile {
  readonly revision: string;
  /** Relative to the current folder, or else to the top of the repository. */
  readonly file: string;
}

const mostOutput = 256 * 1024 * 1024;

function git(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync('git', [...args], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: mostOutput,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? new Failure('git is not installed') : error;
  }
}

const gitOr = (message: string, ...args: readonly string[]): string => {
  try {
    return git(args);
  } catch (error) {
    return fail(error instanceof Failure ? error.message : message);
  }
};

interface Located {
  readonly commit: string;
  /** The top of the work tree. */
  readonly work: string;
  /** The path of the file in the repository, with slashes. */
  readonly path: string;
}

function locate({ revision, file }: RevisionFile): Located {
  const top = gitOr(
    `${revision}: ${process.cwd()} is not in a work tree of git`,
    'rev-parse',
    '--show-toplevel',
  );
  const commit = gitOr(
    `${revision}: no such revision`,
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ).trim();
  const work = realpathSync(top.replace(/\n$/, ''));
  const fromHere = relative(work, resolve(realpathSync(process.cwd()), file))
    .split(sep)
    .join('/');
  const path = [fromHere, posix.normalize(file)].find(
    (candidate) => !candidate.startsWith('../') && isFile(commit, candidate),
  );
  return { commit, work, path: path ?? fail(`${revision}: no file ${file} at this revision`) };
}

function isFile(commit: string, path: string): boolean {
  try {
    return git(['cat-file', '-t', `${commit}:${path}`]).trim() === 'blob';
  } catch (error) {
    if (error instanceof Failure) throw error;
    return false;
  }
}

/** Gives the text of a file at a revision. */
export function textAtRevision(source: RevisionFile): string {
  const { commit, path } = locate(source);
  return gitOr(`${source.revision}: ${path} cannot be read`, 'cat-file', 'blob', `${commit}:${path}`);
}

/**
 * Copies a revision into a temporary folder, with the packages of the work tree in reach, and removes the folder
 * afterwards. The repository itself, its index and its list of work trees stay as they are.
 *
 * @param use gets the copied file, and the folder of the copy.
 */
export async function withRevision<Result>(
  source: RevisionFile,
  use: (file: string, folder: string) => Promise<Result>,
): Promise<Result> {
  const { commit, work, path } = locate(source);
  const folder = makeFolder();
  try {
    const copy = join(folder, 'tree');
    mkdirSync(copy);
    const index = { GIT_INDEX_FILE: join(folder, 'index') };
    git(['-C', work, 'read-tree', commit], index);
    git(['-C', work, 'checkout-index', '--all', '--force', `--prefix=${copy}/`], index);
    const manifests = git(['-C', work, 'ls-files', '-z', '--', 'package.json', '*/package.json'], index);
    linkPackages({ work, copy }, manifests.split('\0').filter(Boolean).map(dirname));
    return await use(join(copy, path), copy);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${source.revision}: cannot be checked out`);
  } finally {
    removeFolder(folder);
  }
}
