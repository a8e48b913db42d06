import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type ts from 'typescript';

/** Tells whether a declaration is one of the package `scopeproof`. */
export type IsLibrary = (declaration: ts.Node | undefined) => boolean;

/** Makes the test. A declaration of the library stands in a `.d.ts` below its `package.json`. */
export function createIsLibrary(): IsLibrary {
  const known = new Map<string, boolean>();
  const isOfLibrary = (folder: string): boolean => {
    const found = known.get(folder);
    if (found !== undefined) return found;
    const file = join(folder, 'package.json');
    const above = dirname(folder);
    const answer = existsSync(file)
      ? nameIn(file) === 'scopeproof' ||
        (nameIn(file) === undefined && above !== folder && isOfLibrary(above))
      : above !== folder && isOfLibrary(above);
    known.set(folder, answer);
    return answer;
  };
  return (declaration) => {
    const source = declaration?.getSourceFile();
    return source?.isDeclarationFile === true && isOfLibrary(dirname(source.fileName));
  };
}

function nameIn(file: string): unknown {
  try {
    return Reflect.get(Object(JSON.parse(readFileSync(file, 'utf8'))), 'name');
  } catch {
    return undefined;
  }
}
