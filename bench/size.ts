/** What a user ships, minified and gzipped, for each set of imports that has a budget. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../tests/support/compile.js';
import { budgets, grouped, verdict } from './budgets.js';
import { heading, table } from './print.js';

export async function reportSize(): Promise<void> {
  heading(
    'Size',
    'Minified and gzipped, as esbuild ships it for each set of imports; no dependency comes along.',
  );
  const rows = [];
  for (const budget of budgets.bytes) {
    const { minified, gzipped } = await sizeOf(budget.imports);
    rows.push([budget.name, grouped(minified), grouped(gzipped), verdict(gzipped, budget)]);
  }
  table(['imports', 'minified', 'gzipped', 'budget'], rows);
}

async function sizeOf(imports: readonly string[]): Promise<{ minified: number; gzipped: number }> {
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
  const [code] = outputFiles;
  if (!code) throw new Error('esbuild wrote nothing');
  return { minified: code.contents.length, gzipped: gzipSync(code.contents, { level: 9 }).length };
}
