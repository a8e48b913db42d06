/** `docs/performance.md`, as a whole. */
import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { root } from '../tests/support/compile.js';
import { abilitiesTable, ours, peers, versionOf } from './peers.js';
import { goalsTable, markdownOf, markdownOfTable, type Section } from './report.js';
import { compilers } from './types/cost.js';

export function pageOf(measuredOn: string, sections: readonly Section[]): string {
  const goals = sections.flatMap((section) => section.goals ?? []);
  const met = goals.filter(({ holds }) => holds).length;
  return `${[
    '# Performance',
    '<!-- Written by `npm run bench`, as a whole. Change the measurements in bench/, not this page. -->',
    'What the proofs cost: the compiler, the editor, the program that runs, and what is shipped; beside the packages ' +
      'that do a part of the same. `npm run bench` measures all of it again and writes this page.',
    measuredOn,
    'Times belong to that machine and to what else it was doing. What counts are the ratios within one run, and ' +
      'instantiations and bytes, which are the same everywhere.',
    '![The figures of this page as a chart](performance.svg)',
    '## What is compared',
    'No peer does all of this, so no line below compares like with like: each names what the package lacks of ' +
      '**implication** (a scope brings others along), **names** (the compiler refuses a misspelt scope), **proof** ' +
      '(the compiler knows what a caller was proven to hold) and **coverage** (the compiler compares the scopes of a ' +
      'key with what its routes need).',
    markdownOfTable(abilitiesTable()),
    '## Goals',
    `${met} of ${goals.length} hold.`,
    markdownOfTable(goalsTable(goals)),
    ...sections.map(markdownOf),
  ].join('\n\n')}\n`;
}

/** Where, when and with what it was measured. */
export function circumstances(): string {
  const processors = cpus();
  const machine = [
    `${processors.length} × ${processors[0]?.model.trim() || 'an unnamed processor'}`,
    `${Math.round(totalmem() / 2 ** 30)} GB`,
    `${type()} ${release()} ${arch()}`,
    `Node ${process.versions.node}`,
    `a load of ${loadavg()[0]?.toFixed(1)} by others when it began`,
  ];
  const compilerVersions = compilers.map((compiler) => {
    const alias = compiler === '6.0' ? 'typescript' : `typescript-${compiler}`;
    return JSON.parse(readFileSync(join(root, 'node_modules', alias, 'package.json'), 'utf8')).version;
  });
  const packages = [ours, ...peers].map((peer) => `${peer.name} ${versionOf(peer)}`);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured on ${date}: ${machine.join(', ')}; TypeScript ${compilerVersions.join(', ')}; ${packages.join(', ')}.`;
}
