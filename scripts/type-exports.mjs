/**
 * Marks in the built declarations what is exported as a type alone, such as the class of a grant: the bundler of
 * declarations drops the `type` of `export type`, and what is no value could be imported as one.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { exports } = require('../package.json');

for (const entry of Object.values(exports).filter((entry) => typeof entry === 'object'))
  for (const [format, { types, default: module }] of Object.entries(entry)) {
    const file = new URL(`../${module}`, import.meta.url);
    const values = new Set(Object.keys(format === 'import' ? await import(file) : require(file.pathname)));
    const declarations = new URL(`../${types}`, import.meta.url);
    const marked = readFileSync(declarations, 'utf8').replace(
      /^export \{ (.+) \}/gm,
      (_, names) =>
        `export { ${names
          .split(', ')
          .map((name) => mark(name, values))
          .join(', ')} }`,
    );
    writeFileSync(declarations, marked);
  }

function mark(name, values) {
  const exported = name.split(' as ').at(-1);
  return name.startsWith('type ') || values.has(exported) ? name : `type ${name}`;
}
