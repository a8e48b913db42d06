/** Holds the named projects of type tests to every supported compiler; `tsd` has only the one it bundles. */
import { join } from 'node:path';
import {
  type Compiler,
  compileProject,
  compilers,
  type Diagnostic,
  describeDiagnostic,
  root,
} from '../support/compile.js';

/** Frameworks whose own declarations need a newer compiler than one that the package supports. */
const beyond: readonly { readonly compiler: Compiler; readonly folder: string; readonly why: string }[] = [
  {
    compiler: '5.4',
    folder: 'node_modules/hono/',
    why: 'Uint8Array takes a type argument from TypeScript 5.7 on',
  },
  {
    compiler: '5.4',
    folder: 'node_modules/@trpc/server/',
    why: 'Uint8Array takes a type argument from TypeScript 5.7 on, AsyncIterable three from 5.6 on',
  },
  {
    compiler: '5.4',
    folder: 'node_modules/fastify-type-provider-zod/',
    why: 'it names a property by a symbol that is not unique, which TypeScript 5.4 refuses',
  },
];
const isOurs = (compiler: Compiler, { file }: Diagnostic): boolean =>
  !beyond.some((excused) => excused.compiler === compiler && file.startsWith(join(root, excused.folder)));

for (const project of process.argv.slice(2)) {
  for (const compiler of compilers) {
    const compilation = await compileProject(compiler, join(root, project));
    const diagnostics = compilation.diagnostics.filter((diagnostic) => isOurs(compiler, diagnostic));
    const { instantiations, totalSeconds } = compilation.cost;
    const verdict = diagnostics.length === 0 ? 'ok' : `${diagnostics.length} errors`;
    console.log(
      `${project}  TypeScript ${compiler}  ${verdict}  ${instantiations} instantiations  ${totalSeconds} s`,
    );
    for (const diagnostic of diagnostics) console.log(`  ${describeDiagnostic(diagnostic)}`);
    if (diagnostics.length > 0) process.exitCode = 1;
  }
}
for (const { compiler, folder, why } of beyond)
  console.log(`Not held to TypeScript ${compiler}: the declarations in ${folder} (${why}).`);
