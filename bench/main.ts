/**
 * The figures: `npm run bench` prints them and writes `docs/performance.md` with its chart. `-- --quick` looks less
 * closely and writes nothing; nor does a run of one group: `-- types`, `editor`, `speed`, `http` or `size`.
 *
 * Ends with 1 when a count exceeds its budget; never for a time, which belongs to the machine.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tests/support/compile.js';
import { enforce } from './budgets.js';
import { chartOf } from './chart.js';
import { measureEditor } from './editor/requests.js';
import { type Effort, full, quick } from './effort.js';
import { measureServers } from './http/measure.js';
import { circumstances, pageOf } from './page.js';
import { lackedByAll } from './peers.js';
import { goalsTable, printSection, printTable, type Section } from './report.js';
import { measureSize } from './size.js';
import { measureChecks } from './speed/checks.js';
import { measureMemory } from './speed/memory.js';
import { measureParsing } from './speed/parsing.js';
import { measureRoutes } from './speed/routes.js';
import { measureCommonWork } from './types/common.js';
import { measureGrowth } from './types/growth.js';
import { measureMistakes } from './types/mistakes.js';
import { inProject, type Project } from './types/project.js';
import { measureShapes } from './types/shapes.js';
import { measureWholePrograms } from './types/whole.js';

type Measurement = (project: Project, effort: Effort) => Section | Promise<Section>;

// In the order of the questions with which the page begins.
const groups: { readonly [name: string]: readonly Measurement[] } = {
  types: [measureCommonWork, measureWholePrograms, measureShapes, measureGrowth, measureMistakes],
  editor: [measureEditor],
  speed: [
    (_, effort) => measureChecks(effort),
    (_, effort) => measureParsing(effort),
    (_, effort) => measureRoutes(effort),
    measureMemory,
  ],
  http: [(_, effort) => measureServers(effort)],
  size: [measureSize],
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in groups));
if (unknown !== undefined) throw new Error(`no group ${unknown}: ${Object.keys(groups).join(', ')}`);
const wanted = positionals.length > 0 ? positionals : Object.keys(groups);

const measuredOn = circumstances();
console.log(measuredOn);
const sections = await inProject(async (project) => {
  const measured: Section[] = [];
  for (const measure of wanted.flatMap((name) => groups[name] ?? [])) {
    const section = await measure(project, values.quick ? quick : full);
    printSection(section);
    measured.push(section);
  }
  return measured;
});

printTable({ title: 'Goals', ...goalsTable(sections.flatMap(({ goals }) => goals ?? [])) });
// A quick run makes the page too, so that it fails where the opening looks for a figure that is no longer there.
const page = positionals.length === 0 ? pageOf(measuredOn, sections) : undefined;
if (!values.quick && page !== undefined) {
  await writeFile(join(root, 'docs/performance.md'), page);
  const panels = sections.flatMap((section) => section.panels ?? []);
  const words = `No peer has ${lackedByAll().join(' or ')}; what else each lacks stands in the tables of the page.`;
  await writeFile(join(root, 'docs/performance.svg'), chartOf(panels, words));
  console.log('Written: docs/performance.md, docs/performance.svg');
}
enforce(sections.flatMap(({ counts }) => counts ?? []));
