/**
 * The tarball, as a stranger gets it: packed, installed in a folder elsewhere, compiled by every supported
 * compiler under every module setting, and run as ESM and as CJS.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { compile, compilers, describeDiagnostic, type Options, root } from '../support/compile.js';
import { installTarball } from '../support/tarball.js';

const folder = mkdtempSync(join(tmpdir(), 'scopeproof-package-'));
try {
  installTarball(folder);
  const files = writeConsumers();
  for (const file of ['consumer.mjs', 'consumer.cjs']) {
    execFileSync(process.execPath, [join(folder, file)], { stdio: 'inherit' });
    console.log(`ok  runs ${file}`);
  }
  for (const compiler of compilers) {
    for (const module of ['node16', 'nodenext', 'preserve']) {
      for (const strict of [true, false]) await check(compiler, files, { module, strict });
    }
  }
  // The other way to a bundler's resolution, which has no CommonJS.
  for (const compiler of compilers) {
    await check(compiler, files.slice(0, 1), { module: 'esnext', moduleResolution: 'bundler', strict: true });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One program as a module of either kind: typed, and with its types taken off. */
function writeConsumers(): string[] {
  const source = readFileSync(join(root, 'tests/package/consumer.ts'), 'utf8');
  for (const [extension, format] of [
    ['mjs', 'esm'],
    ['cjs', 'cjs'],
  ] as const) {
    writeFileSync(
      join(folder, `consumer.${extension}`),
      transformSync(source, { loader: 'ts', format }).code,
    );
  }
  return ['mts', 'cts'].map((extension) => {
    const file = join(folder, `consumer.${extension}`);
    writeFileSync(file, source);
    return file;
  });
}

async function check(compiler: (typeof compilers)[number], files: string[], options: Options): Promise<void> {
  const { diagnostics } = await compile(compiler, files, options);
  console.log(
    `${diagnostics.length === 0 ? 'ok ' : 'not ok'} TypeScript ${compiler} ${JSON.stringify(options)}`,
  );
  for (const diagnostic of diagnostics) console.log(`  ${describeDiagnostic(diagnostic)}`);
  if (diagnostics.length > 0) process.exitCode = 1;
}
