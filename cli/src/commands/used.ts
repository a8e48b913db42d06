import type { Command } from 'commander';
import { readFingerprints } from '../readers/names.js';
import { createReport } from '../report.js';
import { moduleFile, readSource, type Source } from '../sources/source.js';
import type { UsedKind } from '../used/findings.js';
import { counted } from '../words.js';
import { addFailOn, addFormat, type FormatOptions } from './options.js';

const kinds = ['unused', 'untaken', 'unclear'] as const satisfies readonly UsedKind[];

interface Options extends FormatOptions {
  readonly project?: string;
  readonly failOn: ReadonlySet<UsedKind>;
  readonly acknowledged?: string;
}

/** `scopeproof used`: the routes that require more than their code takes. */
export const addUsed = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('used')
    .description('Find routes that require more than they use')
    .argument('<source>')
    .option('--project <file>', 'the tsconfig.json (default: the nearest above the source)');
  addFailOn(command, kinds, { shown: `unused; also untaken, unclear`, byDefault: ['unused'] }).option(
    '--acknowledged <file>',
    'findings that are wanted: a fingerprint a line, or JSON',
  );
  addFormat(command).action(async (text: string, options: Options) => {
    const file = moduleFile(text);
    const source = await readSource(text);
    const known = options.acknowledged === undefined ? [] : await readFingerprints(options.acknowledged);
    // The compiler is large, and the other commands do not need it.
    const { openProject, findUses, judge } = await import('../used/index.js');
    const uses = findUses(openProject(file, options.project), apiOf(source));
    const report = createReport({
      ...options,
      command: 'used',
      files: source.files,
      kinds,
      known: new Set(known),
    });
    const counts = { checked: 0, without: 0 };
    for (const judged of judgedRoutes(source)) {
      const use = uses.get(judged.route);
      if (use === undefined) counts.without++;
      else {
        counts.checked++;
        const finding = judge(judged, use);
        if (finding) await report.add([finding]);
      }
    }
    const without = counts.without > 0 && `no handler found of ${counted(counts.without, 'route')}`;
    const sentences = [`${counted(counts.checked, 'route')} with a handler`, without];
    end(await report.end(sentences.filter((sentence) => sentence !== false)));
  });
};

/** Gives the alternatives of a requirement. */
function alternativesOf({ api }: Source, route: string): readonly (readonly string[])[] {
  const needs = api.needs(route);
  return typeof needs === 'string' ? [[needs]] : needs.alternatives;
}

function apiOf(source: Source) {
  const { routes, vocabulary } = source.api;
  return {
    vocabulary: vocabulary.name,
    routes,
    scopesOf: (route: string) => alternativesOf(source, route).flat(),
    implied: impliedIn(source),
  };
}

/** Gives all that a scope implies. A text of the code that is no scope implies nothing. */
const impliedIn =
  ({ api: { vocabulary } }: Source) =>
  (scope: string): readonly string[] =>
    vocabulary.isScope(scope) ? vocabulary.implied(scope) : [];

/** Gives the routes that require a scope. */
function* judgedRoutes(source: Source) {
  const { vocabulary, routes } = source.api;
  const implied = impliedIn(source);
  for (const route of routes) {
    const alternatives = alternativesOf(source, route);
    if (alternatives.some((scopes) => scopes.length === 0)) continue;
    const minimal = (scopes: readonly string[]) => vocabulary.minimal(scopes);
    yield { route, alternatives, implied, minimal };
  }
}
