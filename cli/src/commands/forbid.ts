import type { Command } from 'commander';
import { holdersOf } from '../../../src/fleet/index.js';
import { fail } from '../failure.js';
import { readKeys } from '../readers/keys.js';
import { readNames } from '../readers/names.js';
import { createReport } from '../report.js';
import { readSource } from '../sources/source.js';
import { counted } from '../words.js';
import { addFormat, addKeys, type FormatOptions, type KeyOptions, keyTable } from './options.js';
import { checkScope } from './scopes.js';

interface Options extends KeyOptions, FormatOptions {
  readonly keys: string;
  readonly unless: readonly string[];
  readonly unlessIn?: string;
}

/** `scopeproof forbid`: the keys that hold what no key may hold. */
export const addForbid = (program: Command, end: (exitCode: number) => void): void => {
  const command = program
    .command('forbid')
    .description('List the stored keys that hold a scope or pattern')
    .argument('<source>')
    .argument('<scope>');
  addKeys(command, true)
    .option(
      '--unless <id>',
      'a key that may; say it again for others',
      (id, ids: string[]) => [...ids, id],
      [],
    )
    .option('--unless-in <file>', 'the keys that may, an id a line');
  addFormat(command).action(async (text: string, scope: string, options: Options) => {
    const source = await readSource(text);
    const listed = options.unlessIn === undefined ? [] : await readNames(options.unlessIn);
    const unless = [...options.unless, ...listed];
    const { vocabulary } = source.api;
    if (vocabulary.parse([scope]).deprecated.length > 0)
      fail(`${scope} is a deprecated name: say what it is now`);
    checkScope(source.api, scope);
    const report = createReport({
      ...options,
      command: 'forbid',
      files: source.files,
      kinds: ['forbidden'],
      failOn: new Set(['forbidden']),
      known: new Set(),
    });
    const counts = { keys: 0, found: 0 };
    for await (const batch of readKeys(keyTable(options.keys, options))) {
      const findings = [...holdersOf(source.api, batch, scope, { unless })];
      counts.keys += batch.length;
      counts.found += new Set(findings.map(({ key }) => key)).size;
      await report.add(findings);
    }
    end(
      await report.end([
        `${scope} held by ${counted(counts.found, 'stored key')} of ${counts.keys.toLocaleString('en-US')} that may not`,
      ]),
    );
  });
};
