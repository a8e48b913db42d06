/** A workspace as pnpm lays it out: a package reaches those that it depends on itself, and no others. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/compile.js';

const fixtures = join(root, 'tests/package/declarations/packages');

/** Lays out the packages of packages/ in a folder elsewhere, `scopeproof` among them as it is built. */
export function makeWorkspace(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scopeproof-workspace-')));
  cpSync(fixtures, folder, { recursive: true });
  const scopeproof = join(folder, 'node_modules/.pnpm/scopeproof/node_modules/scopeproof');
  for (const part of ['package.json', 'dist']) {
    cpSync(join(root, part), join(scopeproof, part), { recursive: true });
  }
  const places = new Map([['scopeproof', scopeproof]]);
  const packages = readdirSync(fixtures, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(folder, entry.name)] : [],
  );
  for (const place of packages) places.set(manifest(place).name, place);
  for (const place of packages) {
    for (const dependency of Object.keys(manifest(place).dependencies)) {
      mkdirSync(join(place, 'node_modules'), { recursive: true });
      symlinkSync(places.get(dependency) ?? '', join(place, 'node_modules', dependency));
    }
  }
  return folder;
}

function manifest(place: string): { readonly name: string; readonly dependencies: object } {
  return JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
}
