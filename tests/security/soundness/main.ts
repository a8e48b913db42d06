/**
 * Whether a grant, or a key, can be had without a check, as long as nobody writes `as` or `any`: every attempt of
 * mistakes/ under every supported compiler, with `strict` and without. What gets past one is known, with a reason.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, root } from '../../support/compile.js';
import { attemptsIn, disagreements, settings } from './attempts.js';

const folder = join(root, 'tests/security/soundness/mistakes');
const files = readdirSync(folder).map((name) => join(folder, name));
const attempts = files.flatMap((file) => attemptsIn(file, readFileSync(file, 'utf8')));
const said = new Set<string>();

for (const setting of settings) {
  const { compiler, strict } = setting;
  const { diagnostics, cost } = await compile(compiler, files, { strict });
  for (const { file, line, code } of diagnostics) said.add(`${file}:${line} ${code}`);
  const known = attempts.filter(({ passes }) => passes.includes(setting)).length;
  report(
    `TypeScript ${compiler}${strict ? '' : ' without strict'}: ${attempts.length} attempts, of which ${known} pass as known  ${cost.totalSeconds} s`,
    disagreements(attempts, diagnostics, setting),
  );
}
report(
  'every code is said',
  attempts.flatMap(({ file, line, codes }) =>
    codes.map((code) => `${file}:${line} ${code}`).filter((place) => !said.has(place)),
  ),
);

function report(what: string, faults: readonly string[]): void {
  console.log(`${faults.length === 0 ? 'ok ' : 'not ok'} ${what}`);
  for (const fault of faults) console.log(`  ${fault.replace(root, '')}`);
  if (faults.length > 0) process.exitCode = 1;
}
