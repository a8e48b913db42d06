import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { root } from '../../tests/support/compile.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** An empty project with the library and the command line, from their tarballs. */
    readonly consumer: string;
  }
}

/** Packs what is built, and installs it in a folder elsewhere, once for all tests. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'cli-consumer-'));
  const tarballs = [root, join(root, 'cli')].map((cwd) =>
    join(
      folder,
      execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
        cwd,
        encoding: 'utf8',
      }).trim(),
    ),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  // `npm ci --prefix cli` has put the dependencies into npm's cache.
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', ...flags, ...tarballs], { cwd: folder, stdio: 'inherit' });
  project.provide('consumer', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
