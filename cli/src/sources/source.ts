import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fromManifest, ManifestError, type RestoredApi } from '../../../src/manifest/index.js';
import { Failure, fail } from '../failure.js';
import { checkFile } from '../readers/kind.js';
import { readWhole } from '../readers/whole.js';
import type { AppParity } from './app-routes.js';
import { loadModule } from './module.js';
import type { LoadedModule, ModuleExport } from './module-process.js';
import { type RevisionFile, textAtRevision, withRevision } from './revision.js';

/** An API, with the keys that its source declares. */
export interface Source extends RestoredApi {
  /** The files of the source, the one that was asked for first: what findings point at. */
  readonly files: readonly string[];
  /** The manifest, as JSON. */
  readonly manifest: string;
  /** How the routes of an app differ from those of the API, where an app was asked for. */
  readonly app?: AppParity;
}

/**
 * Reads an API.
 *
 * @param text `src/api.ts`, `src/api.ts#api` for one of several route tables, `manifest.json`, or either at a revision
 * of git: `origin/main:src/api.ts#api`.
 * @param app an app whose routes are compared with those of the API: `src/server.ts`, or `src/server.ts#app` for one
 * of several exports, which may be a function that makes the app.
 * @throws Failure for a source that is not there, or is no API; for an app, also where the source is no module.
 */
export async function readSource(text: string, app?: string): Promise<Source> {
  const loaded = await load(text, app);
  try {
    const manifest: unknown = JSON.parse(loaded.manifest);
    // `fromManifest` would read a text as JSON once more, and quote it.
    if (typeof manifest === 'string') fail(`${text}: not a manifest`);
    return { ...loaded, ...fromManifest(manifest) };
  } catch (error) {
    if (error instanceof ManifestError) return fail(`${text}: ${error.message}`);
    throw error instanceof SyntaxError ? new Failure(`${text}: not JSON`) : error;
  }
}

/** Reads several APIs at the same time. The others are read to the end where one fails, so that nothing is left behind. */
export async function readSources(...texts: readonly string[]): Promise<readonly Source[]> {
  const results = await Promise.allSettled(texts.map((text) => readSource(text)));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

interface ParsedSource {
  readonly file: string;
  readonly name: string;
  readonly revision: string | undefined;
}

function parse(text: string): ParsedSource {
  // A file may have any of these characters in its name.
  if (existsSync(text)) return { file: text, name: '', revision: undefined };
  const [, place = '', name = ''] = /^(.*?)(?:#([^#/\\]*))?$/s.exec(text) ?? [];
  if (existsSync(place)) return { file: place, name, revision: undefined };
  const [, revision, file = ''] = /^(?![A-Za-z]:[\\/])([^:]+):(.+)$/s.exec(place) ?? [];
  return revision === undefined ? { file: place, name, revision: undefined } : { file, name, revision };
}

/**
 * Gives the file of a source that is a module of the work tree.
 *
 * @throws Failure for a manifest and for a revision, of which there is no program.
 */
export function moduleFile(text: string): string {
  const { file, revision } = parse(text);
  if (revision !== undefined)
    return fail(`${text}: a revision of git; its code is read in the work tree alone`);
  if (!isModule(file)) return fail(`${text}: not a module: the code of the routes is to be read`);
  return file;
}

const isModule = (file: string): boolean => /\.[cm]?[jt]sx?$/i.test(file);

async function load(text: string, app: string | undefined): Promise<LoadedModule> {
  const { file, name, revision } = parse(text);
  if (app !== undefined && (!isModule(file) || revision !== undefined))
    fail(`${text}: an app is compared with a module of the work tree`);
  if (!isModule(file)) {
    if (!/\.json$/i.test(file)) fail(`${text}: neither a module nor a manifest in JSON`);
    if (name !== '') fail(`${text}: a manifest has one route table, so no #${name}`);
    const manifest = revision === undefined ? await readWhole(file) : textAtRevision({ revision, file });
    return { manifest, files: [file] };
  }
  if (revision !== undefined)
    return { ...(await loadRevision({ revision, file }, name, text)), files: [file] };
  if (!existsSync(file)) fail(`${file}: no such file`);
  checkFile(file);
  const loaded = await loadModule(
    { file: resolve(file), name },
    text,
    app === undefined ? app : appExport(app),
  );
  return { ...loaded, files: [file, ...loaded.files.slice(1).map((each) => relative(process.cwd(), each))] };
}

function appExport(text: string): ModuleExport & { readonly label: string } {
  const { file, name, revision } = parse(text);
  if (revision !== undefined || !isModule(file)) fail(`--app ${text}: not a module of the work tree`);
  if (!existsSync(file)) fail(`--app ${file}: no such file`);
  checkFile(file);
  return { file: resolve(file), name, label: `--app ${text}` };
}

const loadRevision = (source: RevisionFile, name: string, text: string): Promise<LoadedModule> =>
  withRevision(source, async (file, folder) => {
    try {
      return await loadModule({ file, name }, text);
    } catch (error) {
      // The temporary folder says nothing to anyone.
      throw error instanceof Failure ? new Failure(error.message.replaceAll(`${folder}/`, '')) : error;
    }
  });
