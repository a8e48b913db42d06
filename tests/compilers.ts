/** Holds type-tests/ to every supported compiler; `tsd` has only the one it bundles. */
import { join } from 'node:path';
import { compileProject, compilers, describeDiagnostic, root } from './support/compile.js';

const project = join(root, 'type-tests/tsconfig.json');

for (const compiler of compilers) {
  const { diagnostics, cost } = await compileProject(compiler, project);
  const verdict = diagnostics.length === 0 ? 'ok' : `${diagnostics.length} errors`;
  console.log(
    `TypeScript ${compiler}  ${verdict}  ${cost.instantiations} instantiations  ${cost.totalSeconds} s`,
  );
  for (const diagnostic of diagnostics) console.log(`  ${describeDiagnostic(diagnostic)}`);
  if (diagnostics.length > 0) process.exitCode = 1;
}
