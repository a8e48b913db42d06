/** What a user ships, minified and gzipped, for each set of imports in budgets.json. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './support/compile.js';

interface Budget {
  readonly name: string;
  /** Names to import; `*` for everything. */
  readonly imports: readonly string[];
  readonly bytes: number;
}

const budgets: readonly Budget[] = JSON.parse(await readFile(join(root, 'tests/budgets.json'), 'utf8'));

for (const { name, imports, bytes } of budgets) {
  const size = await sizeOf(imports);
  console.log(`${size > bytes ? 'over' : 'ok  '}  ${String(size).padStart(5)} of ${bytes} bytes  ${name}`);
  if (size > bytes) process.exitCode = 1;
}

async function sizeOf(imports: readonly string[]): Promise<number> {
  const names = imports.includes('*') ? '*' : `{ ${imports.join(', ')} }`;
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from './dist/index.js';`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Neither Node nor a browser: an import of a Node built-in fails here.
    platform: 'neutral',
    write: false,
  });
  return Math.min(...outputFiles.map(({ contents }) => gzipSync(contents, { level: 9 }).length));
}
