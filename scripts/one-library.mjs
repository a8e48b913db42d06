/**
 * Makes one library of the two builds, for Node and for TypeScript: what is imported and what is required then take one
 * another's grants.
 *
 * - `<entry>.node.js` is an ES module over the CommonJS build. The condition `node` of package.json leads to it.
 * - `<entry>.d.ts` has the declarations of the CommonJS build, so a type is the same type in either kind of module.
 * - What is exported as a type alone, such as the class of a grant, is marked: the bundler of declarations drops the
 *   `type` of `export type`, and what is no value could be imported as one.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { exports } = require('../package.json');
const dist = new URL('../dist/', import.meta.url);
const read = (file) => readFileSync(new URL(file, dist), 'utf8');
const write = (file, text) => writeFileSync(new URL(file, dist), text);

const files = readdirSync(dist);
for (const file of files) if (file.endsWith('.d.ts')) rmSync(new URL(file, dist));

for (const [entry, conditions] of Object.entries(exports)) {
  if (typeof conditions !== 'object') continue;
  const name = entry === '.' ? 'index' : entry.slice('./'.length);
  const names = Object.keys(require(new URL(`${name}.cjs`, dist).pathname));
  const framework = importsFramework(read(`${name}.js`));
  write(`${name}.node.js`, framework ? overCommonChunks(name) : handingOn(name, names));
  const declarations = markedTypes(read(`${name}.d.cts`), new Set(names));
  write(`${name}.d.cts`, declarations);
  // The same text: its relative imports stay those of the CommonJS build, and a framework's types are of its ES modules.
  write(`${name}.d.ts`, declarations);
}

function importsFramework(text) {
  return /^import .+ from '[^.]/m.test(text);
}

function handingOn(name, names) {
  return `import library from './${name}.cjs';\n\nexport const { ${names.join(', ')} } = library;\n`;
}

/** The ES module of an entry, with the shared parts of the CommonJS build in place of its own. */
function overCommonChunks(name) {
  const chunks = files.filter((file) => /^chunk-.+\.cjs$/.test(file));
  const chunkOf = (value) => chunks.find((chunk) => value in require(new URL(chunk, dist).pathname));
  return read(`${name}.js`).replace(/^import (?:\{ (.+) \} from )?'\.\/chunk-.+\.js';$/gm, (_, values) =>
    (values?.split(', ') ?? [])
      .map((value) => `import ${value}Chunk from './${chunkOf(value)}';\nconst { ${value} } = ${value}Chunk;`)
      .join('\n'),
  );
}

function markedTypes(declarations, values) {
  return declarations.replace(
    /^export \{ (.+) \}/gm,
    (_, names) =>
      `export { ${names
        .split(', ')
        .map((name) => mark(name, values))
        .join(', ')} }`,
  );
}

function mark(name, values) {
  const exported = name.split(' as ').at(-1);
  return name.startsWith('type ') || values.has(exported) ? name : `type ${name}`;
}
