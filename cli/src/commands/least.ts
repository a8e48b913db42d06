import { type Command, Option } from 'commander';
import { leastForCalls, refusedCalls } from '../../../src/fleet/index.js';
import { createOutput } from '../output.js';
import { readSource, type Source } from '../sources/source.js';
import { counted, printable } from '../words.js';
import { type ReadCalls, readCallLog } from './calls.js';
import { addCalls, type CallOptions } from './options.js';

interface Options extends CallOptions {
  readonly format: 'text' | 'json';
}

/** What a key needs, for what it calls. */
interface Least {
  readonly key: string;
  readonly scopes: readonly string[];
  /** The narrowest bundle that covers its calls, with what it holds beyond the scopes. */
  readonly bundle: { readonly name: string; readonly excess: readonly string[] } | null;
  /** Whether nothing narrower can exist. */
  readonly exact: boolean;
  readonly routes: number;
  readonly calls: number;
  /** bundle → how many of the calls a key with it would have been refused */
  readonly refused: Readonly<Record<string, number>>;
}

/** `scopeproof least`: the narrowest scopes for what each key calls. */
export const addLeast = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('least')
    .description('Print the narrowest scopes for their calls')
    .argument('<source>');
  addCalls(command)
    .addOption(
      new Option('-f, --format <name>', 'text, json (default: text)')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (text: string, options: Options) => {
      const source = await readSource(text);
      const { log, sentences } = await readCallLog(source, options);
      const output = createOutput();
      let separator = '[\n';
      for (const key of log.keys()) {
        const least = leastOf(source, log, key);
        await output.write(
          options.format === 'json'
            ? separator + JSON.stringify(least)
            : textOf(least, options.key !== undefined),
        );
        separator = ',\n';
      }
      await output.write(options.format === 'json' ? '\n]\n' : `${sentences.join('\n')}\n`);
      await output.end();
      end(0);
    });
};

function leastOf({ api }: Source, log: ReadCalls['log'], key: string): Least {
  const called = log.routesOf(key);
  const { scopes, bundle, exact } = leastForCalls(api, called);
  const refused = api.vocabulary.bundles.map((name) => [
    name,
    refusedCalls(api, api.vocabulary.bundle(name), called),
  ]);
  return {
    key,
    scopes,
    bundle: bundle ?? null,
    exact,
    routes: called.size,
    calls: called.count(),
    refused: Object.fromEntries(refused),
  };
}

function textOf({ key, scopes, bundle, exact, routes, calls, refused }: Least, inFull: boolean): string {
  const lines = [
    `${printable(key)}  ${scopes.length > 0 ? scopes.join(' ') : 'no scope'}`,
    `  for ${counted(calls, 'call')} of ${counted(routes, 'route')}${exact ? '' : '; narrower scopes may exist'}`,
  ];
  if (bundle !== null)
    lines.push(
      `  bundle ${bundle.name}: ${bundle.excess.length === 0 ? 'nothing more' : `also ${bundle.excess.join(' ')}`}`,
    );
  if (inFull)
    for (const [name, count] of Object.entries(refused))
      if (count > 0) lines.push(`  bundle ${name}: ${counted(count, 'call')} would have been refused`);
  return `${lines.join('\n')}\n`;
}
